"""To whom a dialogue is shown, where and when: as an author writes it.

priority: 10
targeting:
  pages: {include: ["/pricing*"], exclude: ["*/checkout*"]}
  audience: {attribute: plan, is_not: enterprise}
  events: {time_on_page: 30, scroll_depth: 60}
  hours: open
poke: true
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from visitor_gateway.dialogue.parts import Mistake, Part
from visitor_gateway.dialogue.when import When


Pattern = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^\S{1,500}$",
        extra={"expected": "an address without spaces, such as /pricing* or https://shop.example.com/*"},
    ),
]
"""The address of pages; `*` stands for anything. One that begins with `/` is a path on any host of the site."""

Patterns = Annotated[
    tuple[Pattern, ...],
    msgspec.Meta(min_length=1, max_length=100, extra={"mend": "Write an address, or delete the line."}),
]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=86_400)]
Percent = Annotated[int, msgspec.Meta(ge=1, le=100)]
Priority = Annotated[int, msgspec.Meta(ge=-1000, le=1000)]
Status = Literal["draft", "published", "paused"]
Hours = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
"""`open` or `closed`: while the site is; or a week of its own, such as `mon-fri 9:00-17:00, sat 10-14`."""


class Pages(Part, frozen=True, kw_only=True):
    """The pages on which a dialogue is shown: those included, or all, but for those excluded."""

    include: Patterns = ()
    exclude: Patterns = ()


class Events(Part, frozen=True, kw_only=True):
    """What must happen first. With `require: any` the first of them is enough.

    Times are in seconds and add up: `time_on_site` over pages and visits, `time_on_page` over visits of one page.
    `scroll_depth` is in percent of the page.
    """

    time_on_page: Seconds | None = None
    time_on_site: Seconds | None = None
    scroll_depth: Percent | None = None
    exit_intent: bool = False
    require: Literal["any", "all"] = "any"

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        if written.keys() & {"time_on_page", "time_on_site", "scroll_depth", "exit_intent"}:
            return []
        return [Mistake("", "'events' names no event", "Add one, for example `time_on_page: 30`.")]


class Targeting(Part, frozen=True, kw_only=True):
    """All of it must hold. What is left out always holds."""

    pages: Pages | None = None
    audience: When | None = None
    events: Events | None = None
    hours: Hours | None = None
