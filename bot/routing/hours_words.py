"""Hours as people type and read them: ``mon-fri 9:00-12:00 13:00-17:00, sat 10-14``, ``always``, ``closed``. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from bot.errors import BadInput
from bot.routing.facts import WEEKDAYS
from bot.routing.hours import DAY, Block, Schedule
from bot.routing.nearest import did_you_mean
from bot.routing.zones import is_zone, nearest_zone, time_zone


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEK = 7 * DAY
EXAMPLE = "Write them like: mon-fri 9:00-17:00, sat 10-14"
_NAMED = {
    **{day: (number,) for number, day in enumerate(DAYS)},
    **{day: (number,) for number, day in enumerate(WEEKDAYS)},
    **dict.fromkeys(("daily", "everyday", "mon-sun"), tuple(range(7))),
    **dict.fromkeys(("weekday", "weekdays"), tuple(range(5))),
    **dict.fromkeys(("weekend", "weekends"), (5, 6)),
}
_CLOCK = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?", re.ASCII)


class _Group(NamedTuple):
    """Days, and what is said of them."""

    days: list[int]
    times: list[str]


def read_schedule(typed: str, zone: str) -> Schedule:
    """Read hours; a time zone among the words takes the place of `zone`. Raises `BadInput` naming the word."""
    words = _words(typed)
    zones = [word for word in words if is_zone(word)]
    week: list[list[Block]] = [[] for _ in DAYS]
    for group in _groups([word for word in words if word not in zones]):
        blocks = [block for word in group.times for block in _blocks(word)]
        for day in group.days:
            week[day] += blocks
    _refuse_overlaps(week)
    ordered = tuple(tuple(sorted(set(blocks))) for blocks in week)
    return Schedule(time_zone=time_zone(zones[-1] if zones else zone), week=ordered)


def schedule_words(schedule: Schedule) -> str:
    """Write hours as `read_schedule` reads them; the time zone is left to the caller."""
    if not any(schedule.week):
        return "closed"
    if all(blocks == (Block(0, DAY),) for blocks in schedule.week):
        return "always"
    runs = [
        (list(run), blocks) for blocks, run in groupby(range(7), key=lambda day: schedule.week[day]) if blocks
    ]
    return ", ".join(f"{_days_words(days)} {' '.join(map(_block_words, blocks))}" for days, blocks in runs)


def _words(typed: str) -> list[str]:
    text = typed.casefold().replace("every day", "daily")
    text = re.sub(r"\s*(?:[-\u2010-\u2015]|\b(?:to|until)\b)\s*", "-", text)
    text = re.sub(r"(\d)\s+(am|pm)\b", r"\1\2", text)
    return [word for word in re.split(r"[\s,;]+|\band\b", text) if word]


def _groups(words: list[str]) -> list[_Group]:
    """Sort the words into groups: days after times begin the next group."""
    groups: list[_Group] = []
    for word in words:
        days = _days(word)
        if days is None:
            groups = groups or [_Group([], [])]
            groups[-1].times.append(word)
        elif groups and not groups[-1].times:
            groups[-1].days.extend(days)
        else:
            groups.append(_Group(list(days), []))
    if not groups:
        raise BadInput(f"Which hours? {EXAMPLE}")
    return [_whole(group) for group in groups]


def _whole(group: _Group) -> _Group:
    if not group.times:
        raise BadInput(f"At which times on {_days_words(group.days)}? {EXAMPLE}")
    if group.days:
        return group
    for word in group.times:
        if word not in ("always", "closed"):
            _blocks(word)  # a word that is neither a day nor a time is the likelier mistake
            raise BadInput(f'On which days {word}? Every day would be "daily {word}". {EXAMPLE}')
    return _Group(list(range(7)), group.times)


def _days(word: str) -> Sequence[int] | None:
    """The days that a word names; None when it names none. Raises `BadInput` for a range of which it names one end."""
    if word in _NAMED:
        return _NAMED[word]
    first, dash, last = word.partition("-")
    if not dash or not (first in _NAMED or last in _NAMED):
        return None
    ends = [_NAMED.get(end, ()) for end in (first, last)]
    if [len(end) for end in ends] != [1, 1]:
        wrong = last if len(ends[0]) == 1 else first
        raise BadInput(f'"{wrong}" is no day.{did_you_mean(wrong, _NAMED)} {EXAMPLE}')
    begin, end = ends[0][0], ends[1][0]
    return [day % 7 for day in range(begin, end + 1 if end >= begin else end + 8)]


def _strange(word: str) -> BadInput:
    zone = nearest_zone(word) if "/" in word else ""
    meant = f' Did you mean "{zone}"?' if zone else did_you_mean(word, _NAMED)
    return BadInput(f'"{word}" is neither a day, a time like 9:00-17:00, nor a time zone.{meant} {EXAMPLE}')


def _blocks(word: str) -> tuple[Block, ...]:
    if word == "closed":
        return ()
    if word == "always":
        return (Block(0, DAY),)
    ends = [_minute(clock) for clock in word.split("-")]
    if len(ends) != 2 or None in ends:
        raise _strange(word)
    start, end = (minute or 0 for minute in ends)
    if len(re.findall("[ap]m", word)) == 1:
        raise BadInput(f'Does "{word}" begin in the morning or the evening? Say am or pm on both sides.')
    if start in (end, DAY):
        raise BadInput(f'"{word}" has no length. A whole day is 0:00-24:00.')
    return (Block(start, end if end > start else end + DAY),)


def _minute(clock: str) -> int | None:
    """Minutes after midnight, or None for what is no time of day."""
    found = _CLOCK.fullmatch(clock)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return hour * 60 + minute if minute < 60 and hour * 60 + minute <= DAY else None


def _refuse_overlaps(week: Sequence[Iterable[Block]]) -> None:
    blocks = sorted(
        (day * DAY + start, day * DAY + end) for day, of in enumerate(week) for start, end in set(of)
    )
    again = [(start + WEEK, end + WEEK) for start, end in blocks[:1]]
    for (start, end), (later, later_end) in pairwise([*blocks, *again]):
        if later < end:
            both = (
                f"{DAYS[begin // DAY % 7]} {_block_words(Block(begin % DAY, begin % DAY + until - begin))}"
                for begin, until in ((start, end), (later, later_end))
            )
            raise BadInput(f"These overlap: {' and '.join(both)}.")


def _days_words(days: Sequence[int]) -> str:
    return DAYS[days[0]] if len(days) == 1 else f"{DAYS[days[0]]}-{DAYS[days[-1]]}"


def _block_words(block: Block) -> str:
    end = block.end if block.end <= DAY else block.end - DAY
    return "-".join(f"{minute // 60}:{minute % 60:02}" for minute in (block.start, end))
