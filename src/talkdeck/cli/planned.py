"""`talkdeck build --dry-run --format json`: the plan for other programs."""

from __future__ import annotations

from talkdeck.building import packing
from talkdeck.building.retiring import many_retired
from talkdeck.cli.session import Session
from talkdeck.files import shown
from talkdeck.report.plan_data import Planned, plan_json


def plan_text(session: Session, build: packing.Build) -> str:
    """The plan of a build as JSON.

    Args:
        session: this run.
        build: what would be done.
    """
    here, known = session.ledger_path().parent.resolve(), dict[str, str]()
    folder = session.loaded.path(session.settings.output)
    packages = [
        Planned(
            package.title,
            shown(folder / package.file),
            {identity.guid: deck.name for deck in parcel.decks for identity in deck.identities},
            {packing.relative(deck.notes.file, here, known) for deck in package.decks},
        )
        for package, parcel in zip(build.packages, build.parcels, strict=True)
    ]
    lines = {
        identity.guid: draft.line
        for parcel in build.parcels
        for deck in parcel.decks
        for identity, draft in deck.drafts()
    }
    return plan_json(build.changes, packages, lines, bool(many_retired(session.site(), build)))
