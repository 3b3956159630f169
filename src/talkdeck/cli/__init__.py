"""The commands: one file each; the only place that reads options, prints and exits."""


def main() -> None:
    """Placeholder until the commands exist."""
