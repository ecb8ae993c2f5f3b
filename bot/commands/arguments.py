"""Reads the words behind a command into its arguments. Pure."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Sequence

from bot.arrivals import ChannelMention, GroupMention, Mention
from bot.commands.pieces import Piece, Pieces, is_mail, line, platform_in, shown
from bot.commands.row import YES, Argument, Asked, Kind, Option, Row, Target
from bot.commands.taking import Found, take
from bot.commands.wording import code, command
from bot.errors import BadInput
from bot.ids import Person


_DASHES = re.compile("^[\u2012-\u2015\u2212]")
"""What phones make of two hyphens."""
_ONE_WORD = frozenset({Kind.WORD, Kind.NUMBER, Kind.CHANNEL, Kind.GROUP, Kind.IDENTITY})


def read(row: Row, behind: Pieces, caller: Person) -> Asked:
    """Read the words behind `row`. Raises `BadInput` naming what is missing, unclear or too much."""
    options: dict[str, str] = {}
    if row.asks and behind and behind[-1].says(YES):
        behind = behind[:-1]
        options[YES] = ""
    typed = f"{row.phrase} {line(behind)}".rstrip()
    rest = _without_options(row, behind, options)
    found = {
        argument: taken
        for number, argument in enumerate(row.arguments)
        if (taken := _argument(row, number, rest, caller)) is not None
    }
    if rest:
        raise BadInput(f"I did not expect {code(shown(tuple(rest)))} there.")
    return _asked(row, caller, typed, found, options)


def _asked(
    row: Row, caller: Person, typed: str, found: dict[Argument, Found], options: dict[str, str]
) -> Asked:
    """Sort what was found by its shape."""
    of = {kind: {a.label: taken for a, taken in found.items() if a.kind is kind} for kind in Kind}
    mentions = [
        one
        for kind in (Kind.PERSON, Kind.IDENTITY, Kind.PEOPLE)
        for taken in of[kind].values()
        for one in _all(taken)
    ]
    channels = [taken for taken in found.values() if isinstance(taken, ChannelMention)]
    return Asked(
        row=row,
        caller=caller,
        line=typed,
        texts={argument.label: taken for argument, taken in found.items() if isinstance(taken, str)},
        numbers={argument.label: taken for argument, taken in found.items() if isinstance(taken, int)},
        people=tuple({one.person: one for one in mentions if isinstance(one, Mention)}.values()),
        named=tuple(
            one.name for taken in of[Kind.PEOPLE].values() for one in _all(taken) if isinstance(one, Target)
        ),
        words=tuple(word for taken in found.values() if isinstance(taken, tuple) for word in taken),
        channel=channels[0] if channels else None,
        group=next((taken for taken in found.values() if isinstance(taken, GroupMention)), None),
        targets=tuple(one for taken in of[Kind.TARGETS].values() for one in _all(taken)),
        options=options,
    )


def _all(taken: Found) -> Sequence[Mention | Target]:
    return taken if isinstance(taken, list) else []


# --- options


def _without_options(row: Row, behind: Pieces, options: dict[str, str]) -> deque[Piece]:
    """Move the options out of the words. Behind the beginning of a text that goes on to the end all is text."""
    kept: deque[Piece] = deque()
    rest = deque(behind)
    words_before = _words_before_text(row)
    while rest:
        if len(kept) > words_before:
            return kept + rest
        piece = rest.popleft()
        option = _option(row, piece)
        if option is None:
            kept.append(piece)
        else:
            options[option.word] = _value(option, rest)
    return kept


def _words_before_text(row: Row) -> float:
    """How many words stand before the last argument, if that is a text and all others are words."""
    *others, last = row.arguments or (None,)
    is_text = last is not None and last.kind is Kind.REST
    one_each = all(argument is not None and argument.kind in _ONE_WORD for argument in others)
    return len(others) if is_text and one_each else math.inf


def _option(row: Row, piece: Piece) -> Option | None:
    if piece.quoted or not isinstance(piece.word, str):
        return None
    typed = _DASHES.sub("--", piece.word.casefold())
    known = next((option for option in row.options if option.word == typed), None)
    if known is None and row.options and typed.startswith("--"):
        raise BadInput(f"I don't know {code(typed)}. {_known(row)}")
    return known


def _known(row: Row) -> str:
    return f"Here there is {', '.join(f'{code(str(one))} ({one.meaning})' for one in row.options)}."


def _value(option: Option, rest: deque[Piece]) -> str:
    if not option.value:
        return ""
    if not rest or not isinstance(word := rest[0].word, str):
        raise BadInput(f"{code(option.value)} is missing behind {code(option.word)}: {option.meaning}.")
    rest.popleft()
    return word


# --- which words are whose


def _argument(row: Row, number: int, rest: deque[Piece], caller: Person) -> Found | None:
    """Take one argument's words off `rest`. None for an optional one that was left out."""
    argument = row.arguments[number]
    own = [rest.popleft() for _ in range(_span(row, number, rest))]
    if argument.before and (own or not argument.optional):
        if not rest:
            raise BadInput(_ends_early(argument, own) if own else _missing(row, argument))
        rest.popleft()
    if not own:
        if argument.optional:
            return None
        raise BadInput(_missing(row, argument))
    for piece in own:
        if isinstance(piece.word, GroupMention) and argument.kind is not Kind.GROUP:
            raise BadInput(_no_group(piece.word))
    return take(argument, own, caller)


def _span(row: Row, number: int, rest: Sequence[Piece]) -> int:
    """How many of the words belong to the argument."""
    argument = row.arguments[number]
    if argument.before:
        ends = [n for n, piece in enumerate(rest) if piece.says(argument.before)]
        return (ends[-1] if argument.kind is Kind.REST else ends[0]) if ends else len(rest)
    match argument.kind:
        case Kind.WORD | Kind.NUMBER | Kind.CHANNEL | Kind.GROUP | Kind.IDENTITY:
            return min(1, len(rest))
        case Kind.NAME:
            stop = next((n for n, piece in enumerate(rest) if not _is_text(piece)), len(rest))
            return min(stop, len(rest) - _reserved(row, number, rest))
        case Kind.PERSON:
            mentioned = bool(rest) and isinstance(rest[0].word, Mention)
            return 1 if mentioned else len(rest) - _reserved(row, number, rest)
        case Kind.PEOPLE | Kind.TARGETS | Kind.REST | Kind.VALUE | Kind.WORDS:
            return len(rest)


def _is_text(piece: Piece) -> bool:
    word = piece.word
    return isinstance(word, str) and (
        piece.quoted or not (word[0] in "@#" or platform_in(word) or is_mail(word))
    )


def _reserved(row: Row, number: int, rest: Sequence[Piece]) -> int:
    """How many words at the end belong to the arguments that follow; with too few words, the first are served first."""
    behind = row.arguments[number + 1 :]
    needed = sum(argument.kind in _ONE_WORD and not argument.optional for argument in behind)
    return needed if len(rest) > needed else 0


# --- what is wrong


def _missing(row: Row, argument: Argument) -> str:
    return f"{code(argument.label)} is missing in {command(row.phrase)}: {argument.meaning}."


def _ends_early(argument: Argument, own: Sequence[Piece]) -> str:
    return f"I expected the word {code(argument.before)} behind {code(shown(own))}."


def _no_group(group: GroupMention) -> str:
    return (
        f"{code('@' + group.name)} is a group. Name its people one by one: type `@` and pick each from the list. "
        f"Or let it say who is in a team: {command(f'team members TEAM from @{group.name}')}"
    )
