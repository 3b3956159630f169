"""`python -m talkdeck`."""

from talkdeck.cli import main

if __name__ == "__main__":
    main()
