"""Chooses the dialogue for a visitor, and says what browsers may know to choose beforehand."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

import msgspec

from bot.events import Page
from bot.ports import Clock
from bot.routing.facts import Facts
from bot.routing.hours import Schedule, is_open
from bot.routing.hours_words import read_schedule
from bot.routing.site_rules import SiteRules, open_hours
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.matching import Aim, Visit, aims, dialogue_for
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.public_rules import public_rules, speaks_up
from visitor_gateway.dialogue.whole import Dialogue


FRESH = 60_000
"""Milliseconds for which browsers may keep the rules: hours come and go."""

Live = Mapping[DialogueId, Dialogue]

_json = msgspec.json.Encoder()


class Wanted(NamedTuple):
    """The dialogue that a browser names when it opens the chat."""

    dialogue: str = ""
    asked: bool = False
    """The page asked for it by itself; else its events have happened."""


class Rules(NamedTuple):
    """What a browser gets. `etag` is quoted, as the header wants it."""

    body: bytes
    etag: str


class Choosing:
    """Chooses among the live dialogues of one site."""

    def __init__(
        self, live: Callable[[], Live], rules: Callable[[], SiteRules], clock: Clock, *, locale: str
    ) -> None:
        self._live = live
        self._rules = rules
        self._clock = clock
        self._locale = locale
        self._aims: tuple[Aim, ...] = ()
        self._of: Live = {}
        self._made: dict[tuple[str, str], Rules] = {}
        self._same: dict[str, Rules] = {}
        self._made_of: tuple[Live, SiteRules, int] | None = None

    def dialogue_for(
        self,
        page: Page,
        locale: str,
        attributes: Mapping[str, str],
        completed: AbstractSet[str],
        wanted: Wanted,
    ) -> Dialogue | None:
        """The dialogue to show, if there is one."""
        facts = self._facts(page, locale, attributes)
        visit = Visit(facts, completed, self._is_open(facts.at), *wanted)
        return dialogue_for(visit, self._ordered())

    def speaks_up(self) -> bool:
        """Say whether there are dialogues for which browsers have to watch their page."""
        return any(map(speaks_up, self._ordered()))

    def rules(self, locale: str, device: str) -> Rules:
        """What a browser of this language and device is told, for all who have them."""
        now = self._clock.now()
        made_of = (self._live(), self._rules(), now // FRESH)
        if made_of != self._made_of or len(self._made) > 1_000:
            self._made_of, self._made, self._same = made_of, {}, {}
        key = (locale, device)
        if key not in self._made:
            # Whoever makes up languages gets one text for all of them, and does not fill the memory with it.
            made = self._public(locale, device)
            self._made[key] = self._same.setdefault(made.etag, made)
        return self._made[key]

    def _public(self, locale: str, device: str) -> Rules:
        facts = self._facts(Page(device=device), locale, {})
        visit = Visit(facts, frozenset(), self._is_open(facts.at))
        body = _json.encode(
            public_rules(self._ordered(), visit, Context(facts=facts, site_locale=self._locale))
        )
        return Rules(body, f'"{hashlib.sha256(body).hexdigest()[:16]}"')

    def _ordered(self) -> tuple[Aim, ...]:
        live = self._live()
        if live is not self._of:
            self._of, self._aims = live, aims(live.values())
        return self._aims

    def _facts(self, page: Page, locale: str, attributes: Mapping[str, str]) -> Facts:
        at, site = self._clock.now(), self._rules()
        return Facts(
            attributes=attributes,
            page=page,
            locale=locale,
            device=page.device,
            at=at,
            time_zone=site.settings.time_zone,
            open_hours=open_hours(site, at),
        )

    def _is_open(self, at: int) -> Callable[[str], bool]:
        site = self._rules()

        def within(hours: str) -> bool:
            if hours in ("open", "closed"):
                return open_hours(site, at)[""] is (hours == "open")
            # A week of its own knows no holidays: whoever means the site's hours writes `open`.
            return is_open(_week(hours, site.settings.time_zone), (), at)

        return within


@lru_cache(maxsize=1024)
def _week(hours: str, time_zone: str) -> Schedule:
    return read_schedule(hours, time_zone)
