"""Turns the words of one argument into its value. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from bot.arrivals import ChannelMention, GroupMention, Mention
from bot.commands.pieces import Piece, is_mail, line, platform_in, shown
from bot.commands.row import Argument, Kind, Target
from bot.commands.wording import code
from bot.errors import BadInput
from bot.ids import Person, platform_of


Found = str | int | ChannelMention | GroupMention | tuple[str, ...] | list[Mention | Target]

ME = frozenset({"me", "myself", "@me"})
BETWEEN = frozenset({"and", "&", ",", ";", "+"})
"""What people write between two people."""
NONE = "none"
"""What is typed in the place of a channel to take it away."""
PICK_IT = "Type `#` and its name, and if a list opens while you type, pick it there."
_HOW_TO_NAME = {"teams": "Paste the link to it: choose *Get link to channel* in the channel's menu."}
_KINDS = {"agent": "agent", "agents": "agent", "team": "team", "teams": "team"}


def take(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    """Read the words, at least one, that belong to an argument. Raises `BadInput` naming what is unclear."""
    return _TAKE[argument.kind](argument, own, caller)


def unresolved(word: str) -> str:
    """Say what to do about a name that did not become a person."""
    return (
        f"I cannot tell who {code(word)} is. Type `@` and the name, and if a list opens while you type, "
        "pick it there. Their e-mail address will do too."
    )


def _address(word: str, caller: Person) -> str:
    """An e-mail address as that of somebody on the caller's own platform; empty for what is none."""
    return f"{platform_of(caller)}:{word.rstrip(',;')}" if is_mail(word) else ""


def _elsewhere(word: str, caller: Person) -> str:
    """What names somebody who is no mention: an address, or a name behind an ``@``; empty for anything else."""
    if address := _address(word, caller):
        return address
    if platform_in(word) or (word[0] == "@" and word.strip("@,; ")):
        return word.removeprefix("@").rstrip(",;")
    return ""


def _strange(argument: Argument, own: Sequence[Piece]) -> BadInput:
    return BadInput(f"{code(shown(own))} cannot be {code(argument.label)}: {argument.meaning}.")


def _word(argument: Argument, own: Sequence[Piece], _caller: Person) -> str:
    if not isinstance(word := own[0].word, str):
        raise _strange(argument, own)
    return word


def _number(argument: Argument, own: Sequence[Piece], _caller: Person) -> int:
    word = own[0].word
    if not isinstance(word, str) or not re.fullmatch(r"[+-]?[0-9]{1,9}", word):
        raise BadInput(
            f"{code(shown(own))} is no whole number like 3. {code(argument.label)}: {argument.meaning}."
        )
    return int(word)


def _name(argument: Argument, own: Sequence[Piece], _caller: Person) -> str:
    name = " ".join(piece.word for piece in own if isinstance(piece.word, str))
    if not name.strip() or not all(isinstance(piece.word, str) for piece in own):
        raise _strange(argument, own)
    return " ".join(name.split())


def _person(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    if isinstance(first := own[0].word, Mention):
        return [first]
    name = _name(argument, own, caller)
    if name.casefold() in ME:
        return [Mention(caller)]
    if not name.strip("@ "):
        raise _strange(argument, own)
    return _address(name, caller) or name.removeprefix("@").strip()


def _identity(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    return _person(argument, own[:1], caller)


def _people(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    people: list[Mention | Target] = []
    goes_on = False  # the last one is a name that more words may belong to
    for piece in own:
        match piece.word:
            case Mention() as mention:
                people.append(mention)
                goes_on = False
            case str() as word if word.casefold() in ME:
                people.append(Mention(caller))
                goes_on = False
            case str() as word if word.casefold() in BETWEEN:
                goes_on = False
            case str() as word if name := _elsewhere(word, caller):
                people.append(Target(name))
                goes_on = word[0] == "@" and not word.endswith((",", ";"))
            case str() as word if goes_on and isinstance(last := people[-1], Target):
                people[-1] = Target(f"{last.name} {word.rstrip(',;')}")
                goes_on = not word.endswith((",", ";"))
            case str() as word:
                raise BadInput(unresolved(word))
            case ChannelMention() | GroupMention():
                raise _strange(argument, [piece])
    if not people:
        raise _strange(argument, own)
    return people


def _channel(_argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    if isinstance(channel := own[0].word, ChannelMention):
        return channel
    if own[0].says(NONE):
        return NONE
    platform = platform_of(caller)
    how = _HOW_TO_NAME.get(platform, PICK_IT)
    raise BadInput(
        f"I cannot tell which channel {code(shown(own))} is. {how} {code(NONE)} takes the channel away."
    )


def _group(argument: Argument, own: Sequence[Piece], _caller: Person) -> Found:
    if isinstance(group := own[0].word, GroupMention):
        return group
    if own[0].says(NONE):
        return NONE
    raise BadInput(f"{code(shown(own))} is no user group. {code(argument.label)}: {argument.meaning}.")


def _rest(_argument: Argument, own: Sequence[Piece], _caller: Person) -> str:
    return line(own)


def _value(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    if isinstance(channel := own[0].word, ChannelMention) and len(own) == 1:
        return channel
    return _rest(argument, own, caller)


def _words(argument: Argument, own: Sequence[Piece], _caller: Person) -> Found:
    words = tuple(piece.word for piece in own if isinstance(piece.word, str))
    if len(words) < len(own):
        raise _strange(argument, own)
    return words


# --- agents and teams in one list


def _targets(argument: Argument, own: Sequence[Piece], caller: Person) -> Found:
    targets = [_target(argument, group, caller) for group in _groups(own)]
    if not targets:
        raise _strange(argument, own)
    return targets


def _groups(own: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Part the words at ``,`` and ``and``, and behind each person."""
    group: list[Piece] = []
    for piece in own:
        parts = any(piece.says(word) for word in BETWEEN)
        comma = not parts and isinstance(piece.word, str) and piece.typed.endswith((",", ";"))
        if comma:
            group.append(Piece(str(piece.word).rstrip(",;"), piece.typed.rstrip(",;")))
        elif not parts:
            group.append(piece)
        if group and (parts or comma or not isinstance(piece.word, str)):
            yield group
            group = []
    if group:
        yield group


def _target(argument: Argument, group: Sequence[Piece], caller: Person) -> Mention | Target:
    kind = next((_KINDS[word] for word in _KINDS if group[0].says(word)), "")
    if kind:
        group = group[1:]
    if not group:
        raise BadInput(f"Behind {code(kind)} a name is missing. {code(argument.label)}: {argument.meaning}.")
    if isinstance(mention := group[-1].word, Mention) and len(group) == 1 and kind != "team":
        return mention
    name = _name(argument, group, caller)
    return Mention(caller) if name.casefold() in ME and kind != "team" else Target(name, kind)


_TAKE: dict[Kind, Callable[[Argument, Sequence[Piece], Person], Found]] = {
    Kind.WORD: _word,
    Kind.NUMBER: _number,
    Kind.NAME: _name,
    Kind.PERSON: _person,
    Kind.PEOPLE: _people,
    Kind.IDENTITY: _identity,
    Kind.CHANNEL: _channel,
    Kind.GROUP: _group,
    Kind.TARGETS: _targets,
    Kind.REST: _rest,
    Kind.VALUE: _value,
    Kind.WORDS: _words,
}
