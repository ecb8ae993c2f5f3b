"""Which of the live dialogues is for a visitor. Pure.

The browser has looked before, to show a poke; here it is judged again, by what it cannot know and may have lied about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from msgspec.structs import replace

from bot.routing.conditions import Condition, holds
from bot.routing.facts import Facts
from visitor_gateway.dialogue.addresses import Address, Glob, address, glob
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.dialogue.targeting import Targeting
from visitor_gateway.dialogue.whole import Dialogue


class Aim(NamedTuple):
    """At whom and where a dialogue aims, read once."""

    dialogue: Dialogue
    include: tuple[Glob, ...]
    exclude: tuple[Glob, ...]
    audience: Condition | None
    hours: str | None
    after_events: bool
    """Something must happen on the page first, which only the browser sees."""
    beginnings: tuple[str, ...]
    """With one of these the path of a page must begin, where that can be said: most dialogues are passed over by it."""
    general: bool
    """It is for everybody, everywhere, at any time: the site's front door."""

    @property
    def id(self) -> DialogueId:
        return self.dialogue.id

    def on_page(self, page: Address) -> bool:
        """Say whether it is shown on this page."""
        included = not self.include or any(one.fits(page) for one in self.include)
        return included and not any(one.fits(page) for one in self.exclude)


class Visit(NamedTuple):
    """One visitor at one moment."""

    facts: Facts
    completed: AbstractSet[str]
    """The dialogues that they have completed."""
    is_open: Callable[[str], bool]
    """Whether it is now within hours as a dialogue names them."""
    triggered: str = ""
    """The dialogue whose events have happened, as the browser says."""
    asked: bool = False
    """The page itself asked for that dialogue."""

    def is_for(self, aim: Aim) -> bool:
        """Say whether the dialogue is meant for them, now."""
        facts = self.facts
        return (aim.hours is None or self.is_open(aim.hours)) and (
            aim.audience is None or holds(aim.audience, replace(facts, dialogue=aim.id))
        )


def aims(live: Iterable[Dialogue]) -> tuple[Aim, ...]:
    """The dialogues in the order in which they are tried: the highest priority first, of equal ones the general last."""
    found = map(_aim, live)
    return tuple(sorted(found, key=lambda aim: (-aim.dialogue.priority, aim.general, aim.id)))


def _aim(dialogue: Dialogue) -> Aim:
    targeting = dialogue.targeting
    pages = targeting.pages
    include = tuple(map(glob, pages.include)) if pages else ()
    return Aim(
        dialogue=dialogue,
        include=include,
        exclude=tuple(map(glob, pages.exclude)) if pages else (),
        audience=dialogue.audience,
        hours=targeting.hours,
        after_events=targeting.events is not None,
        beginnings=tuple(one.beginning for one in include) if all(one.path for one in include) else (),
        general=targeting == Targeting(),
    )


def dialogue_for(visit: Visit, among: Iterable[Aim]) -> Dialogue | None:
    """The dialogue to show: the first that fits, in the order of `aims`.

    What the page asked for itself comes before, on any page, whether it was completed or not. A completed one is passed
    over, unless it is repeatable; but of those for everybody one is shown again rather than nothing.
    """
    page, again = address(visit.facts.page.url), None
    if visit.asked and (asked := _asked(visit, among)):
        return asked
    plain, readable = page.path[0], page.path[-1]
    for aim in among:
        begins = aim.beginnings
        if begins and not (plain.startswith(begins) or readable.startswith(begins)):
            continue
        if aim.after_events and aim.id != visit.triggered:
            continue
        if not (aim.on_page(page) and visit.is_for(aim)):
            continue
        if aim.id not in visit.completed or aim.dialogue.repeatable:
            return aim.dialogue
        if aim.general:
            again = again or aim.dialogue
    return again


def _asked(visit: Visit, among: Iterable[Aim]) -> Dialogue | None:
    return next((aim.dialogue for aim in among if aim.id == visit.triggered and visit.is_for(aim)), None)
