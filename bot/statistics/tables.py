"""Reports as rows of words: what is told of the site, a team, an agent, a dialogue. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.statistics.figures import Figures, rate
from bot.statistics.measures import Count, Of, Time


NONE = "-"
"""Stands where there is nothing to tell."""


class Column(NamedTuple):
    """One column of a table."""

    heading: str
    told: Callable[[Figures], str]


def _number(count: Count) -> Callable[[Figures], str]:
    return lambda figures: str(figures.number(count))


def _median(time: Time) -> Callable[[Figures], str]:
    return lambda figures: lasting(figures.times(time).median)


def _share(part: Callable[[Figures], int], whole: Callable[[Figures], int]) -> Callable[[Figures], str]:
    return lambda figures: percent(rate(part(figures), whole(figures)))


def _engaged(figures: Figures) -> int:
    return figures.number(Count.ENGAGED)


def lasting(seconds: float | None) -> str:
    """Write how long something took, shortly: ``40s``, ``3m20s``, ``1h05m``."""
    if seconds is None:
        return NONE
    whole = round(seconds)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02}m"


def percent(share: float | None) -> str:
    """Write a share, 0 to 1."""
    return NONE if share is None else f"{share:.0%}"


def stars(rating: float | None) -> str:
    """Write a mean of ratings."""
    return NONE if rating is None else f"{rating:.1f}"


SHOWN = Column("shown", lambda figures: str(figures.triggered))
ENGAGED = Column("engaged", _number(Count.ENGAGED))
GOALS = Column("goals", _number(Count.GOALS))
CHATS = Column("chats", _number(Count.CONNECTED))
MISSED = Column("missed", _number(Count.MISSED))
ASKED_FOR = Column("asked for", _number(Count.REQUESTED))
WAIT = Column("wait", _median(Time.WAIT))
REPLY = Column("1st reply", _median(Time.FIRST_RESPONSE))
LENGTH = Column("length", _median(Time.LENGTH))
RATING = Column("rating", lambda figures: stars(figures.rating))

COLUMNS: Mapping[Of, Sequence[Column]] = {
    Of.SITE: (SHOWN, ENGAGED, GOALS, ASKED_FOR, CHATS, MISSED, WAIT, REPLY, RATING),
    Of.TEAM: (ASKED_FOR, CHATS, MISSED, WAIT, REPLY, LENGTH, RATING),
    Of.AGENT: (
        Column("asked", _number(Count.OFFERED)),
        CHATS,
        Column("declined", _number(Count.DECLINED)),
        Column("ignored", _number(Count.IGNORED)),
        REPLY,
        LENGTH,
        Column("messages", _number(Count.FROM_AGENTS)),
        RATING,
    ),
    Of.DIALOGUE: (
        SHOWN,
        ENGAGED,
        Column("of shown", _share(_engaged, lambda figures: figures.triggered)),
        Column("completed", _number(Count.COMPLETED)),
        GOALS,
        Column("of engaged", _share(lambda figures: figures.number(Count.GOALS), _engaged)),
        CHATS,
    ),
}
"""What is told of each. Times are medians."""

Row = tuple[str, ...]


def table(of: Of, rows: Iterable[tuple[str, Figures]], first: str) -> list[Row]:
    """A heading and a line for each, beginning with its name, under `first`."""
    columns = COLUMNS[of]
    head = (first, *(column.heading for column in columns))
    return [head, *((name, *(column.told(figures) for column in columns)) for name, figures in rows)]


def summary(figures: Figures) -> list[str]:
    """What is told of the site in sentences."""
    number, times = figures.number, figures.times
    engaged = _in_brackets(rate(number(Count.ENGAGED), figures.triggered))
    goals = _in_brackets(rate(number(Count.GOALS), number(Count.ENGAGED)), " of those who answered")
    taken = _in_brackets(rate(number(Count.CONNECTED), number(Count.REQUESTED)))
    medians = ", ".join(
        f"{label} {lasting(spread.median)} (mean {lasting(spread.mean)})"
        for label, time in (
            ("wait", Time.WAIT),
            ("first reply", Time.FIRST_RESPONSE),
            ("length", Time.LENGTH),
        )
        if (spread := times(time)).count
    )
    lines = [
        f"dialogues were shown to {_many(figures.triggered, 'visitor')}, {number(Count.ENGAGED)} answered{engaged}",
        f"{_many(number(Count.GOALS), 'goal')} reached{goals}",
        f"{_many(number(Count.REQUESTED), 'live chat')} asked for, {number(Count.CONNECTED)} taken{taken}, "
        f"{number(Count.MISSED)} missed",
        f"median {medians}" if medians else "",
        f"{_many(number(Count.FROM_VISITORS), 'message')} from visitors, {number(Count.FROM_AGENTS)} from agents",
        f"rating {stars(figures.rating)} of 5, by {_many(number(Count.RATINGS), 'visitor')}"
        if figures.rating is not None
        else "",
    ]
    return [line for line in lines if line]


def _in_brackets(share: float | None, of: str = "") -> str:
    return "" if share is None else f" ({percent(share)}{of})"


def _many(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


# --- everything, for programs


def raw(figures: Figures) -> dict[str, str]:
    """Every figure by its name; times in seconds, empty where there were none."""
    counts = {str(count): str(figures.number(count)) for count in Count}
    times = {}
    for time in Time:
        spread = figures.times(time)
        times[f"{time}_count"] = str(spread.count)
        times[f"{time}_mean"] = "" if spread.mean is None else f"{spread.mean:.1f}"
        times[f"{time}_median"] = "" if spread.median is None else f"{spread.median:.1f}"
    rating = "" if figures.rating is None else f"{figures.rating:.2f}"
    return {"triggered": str(figures.triggered), **counts, **times, "rating": rating}
