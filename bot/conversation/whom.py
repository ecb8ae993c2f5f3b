"""Who is meant by the name at the beginning of a text, such as ``@Ann Lee she is a key account``. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.errors import NotNow
from bot.routing.nearest import nearest


class Choice(NamedTuple):
    """An agent or a team that a conversation can be handed over to."""

    pool: str
    name: str


class Found(NamedTuple):
    """Who is meant, and what else was typed."""

    choice: Choice
    note: str


KINDS = ("agent ", "team ", "to ")
AFTER = " ,:;.!-\u2013\u2014\n"
"""What may stand between a name and a note."""
NOBODY = "Name an agent or a team: `!transfer @Ann` or `!transfer sales`, and a note behind it if you like."
BUTTON = "The button Transfer on the card shows everybody."


def found(text: str, choices: Sequence[Choice]) -> Found:
    """Find the longest name that the text begins with, or else the only first name. Raises `NotNow` with the remedy."""
    typed = ""
    for said in _readings(text.strip()):
        named = [choice for choice in choices if _begins(said, choice.name)]
        longest = max((len(choice.name) for choice in named), default=0)
        if meant := [choice for choice in named if len(choice.name) == longest]:
            return Found(_only(meant), said[longest:].strip(AFTER))
        typed = said
    if not typed:
        raise NotNow(NOBODY)
    first, _, rest = typed.partition(" ")
    first = first.strip(AFTER)
    meant = [choice for choice in choices if choice.name.split(" ")[0].casefold() == first.casefold()]
    if not meant:
        near = _near(first, choices)
        raise NotNow(
            f"I know no agent or team {first[:40]}.{f' Did you mean {near}?' if near else ''} {BUTTON}"
        )
    return Found(_only(meant), rest.strip(AFTER))


def _readings(text: str) -> Iterator[str]:
    """The text from where the name may begin: as it is, for names such as "Team Blue", and behind words for what it is."""
    yield text.removeprefix("@").strip()
    for kind in KINDS:
        if text.casefold().startswith(kind):
            text = text[len(kind) :].strip()
            yield text.removeprefix("@").strip()


def _near(first: str, choices: Sequence[Choice]) -> str:
    """The name that was probably meant by a first word: a whole name, or one that begins so."""
    begin = {choice.name.split(" ")[0]: choice.name for choice in choices}
    return nearest(first, (choice.name for choice in choices)) or begin.get(nearest(first, begin), "")


def _begins(typed: str, name: str) -> bool:
    beginning, behind = typed[: len(name)], typed[len(name) :]
    return beginning.casefold() == name.casefold() and (not behind or behind[0] in AFTER)


def _only(meant: Sequence[Choice]) -> Choice:
    if len(meant) > 1:
        names = ", ".join(sorted({choice.name for choice in meant}))
        raise NotNow(f"Several could be meant: {names}. {BUTTON}")
    return meant[0]
