"""The rules in force, found by what their files hold and loaded only when somebody needs them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from talkdeck.cache.frozen import dumps, loads_or_none
from talkdeck.cache.store import Store, key_of
from talkdeck.garbage import uncollected
from talkdeck.problems import Problem
from talkdeck.rules.finding import find_rules

if TYPE_CHECKING:
    from talkdeck.rules.model import Ruleset


class Rules:
    """The rules in force.

    Attributes:
        key: another one for every other set of files, choice of rules, and version of talkdeck.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        select: Sequence[str],
        ignore: Sequence[str],
        where: str,
        store: Store,
    ) -> None:
        """Finds and reads the rule files.

        Args:
            folders: the person's folders, as for `packs.load_rules`; so are the next three.
            select: rules or packs to switch on.
            ignore: rules or packs to switch off.
            where: where that was said.
            store: where loaded rules are kept.
        """
        self._given = find_rules(folders)
        self._choice = (tuple(select), tuple(ignore), where)
        self._store = store
        self._loaded: tuple[Ruleset, list[Problem]] | None = None
        chosen = "\1".join(("\0".join(select), "\0".join(ignore), where))
        self.key = key_of("rules", store.made_by, chosen, *self._given.content())

    @property
    def problems(self) -> list[Problem]:
        """What was found about the rules."""
        key = key_of("problems", self.key)
        if self._loaded is None:
            stored = loads_or_none(self._store.get(key))
            if stored is not None:
                return list(stored)
        problems = self._load()[1]
        self._keep(key, problems)
        return list(problems)

    @property
    def ruleset(self) -> Ruleset:
        """The rules themselves; none where there is an error among the problems."""
        return self._load()[0]

    def _load(self) -> tuple[Ruleset, list[Problem]]:
        if self._loaded is None:
            with uncollected():
                self._loaded = self._found()
        return self._loaded

    def _found(self) -> tuple[Ruleset, list[Problem]]:
        from talkdeck.cache import late  # with it come all the modules that a rule is made of
        from talkdeck.cache.shipped import load_shipped, load_with_shipped

        shipped = load_shipped(self._given)
        if shipped is not None and not any(self._choice[:2]):
            return shipped, []
        kept = loads_or_none(self._store.get(self.key))
        found = late.read(kept[0]) if kept else None
        if found is not None:
            return found, kept[1]
        from talkdeck.rules.packs import Choice, choose_rules

        choice = Choice(*self._choice)
        if shipped is not None:
            loaded = choose_rules(shipped, choice)
        else:
            loaded = load_with_shipped(self._given, choice)
        self._keep_rules(*loaded)
        return loaded

    def _keep_rules(self, ruleset: Ruleset, problems: list[Problem]) -> None:
        if self._store.keeps:
            from talkdeck.cache import late
            from talkdeck.rules.engine import with_demands

            self._keep(self.key, (late.stored(with_demands(ruleset)), problems))

    def _keep(self, key: bytes, value: object) -> None:
        if self._store.keeps:
            self._store.put(key, dumps(value))
            self._store.flush()
