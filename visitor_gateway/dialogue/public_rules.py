"""What a browser is told of the dialogues that may speak up by themselves, so that it can decide alone. Pure.

It learns nothing of attributes: they count as not known, and what is left of a condition are pages. Hours, language and
device are decided here. Whether the visitor is meant is judged again when they open the chat.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from bot.routing.conditions import All, AnyOf, Condition, Operator, Test, holds
from visitor_gateway.dialogue.cards import Document, InformationCapture, LiveChat, Meeting, Message, Question
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.matching import Aim, Visit
from visitor_gateway.dialogue.parts import DialogueId, Text
from visitor_gateway.dialogue.targeting import Events
from visitor_gateway.dialogue.tokens import spoken
from visitor_gateway.dialogue.whole import Dialogue


PAGE = "page."
BY_WORDS = frozenset(
    [
        Operator.IS,
        Operator.IS_NOT,
        Operator.CONTAINS,
        Operator.STARTS_WITH,
        Operator.ENDS_WITH,
        Operator.MATCHES_LIST,
        Operator.EXISTS,
        Operator.NOT_EXISTS,
    ]
)
"""What the browser can compare an address by."""

Public = bool | tuple[str, tuple[object, ...]] | tuple[str, str, tuple[str, ...]]
"""True, False, `["all", conditions]`, `["any", conditions]`, or `[subject, operator, values]`."""


class Rule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One dialogue as the browser gets it."""

    id: DialogueId
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    when: Public = True
    events: dict[str, int | str | bool] = {}
    poke: str = ""
    """What to show beside the closed widget."""
    repeatable: bool = False


def speaks_up(aim: Aim) -> bool:
    """Say whether the browser has something to do for this dialogue before the visitor does anything."""
    return aim.after_events or aim.dialogue.poke


def public_rules(among: Sequence[Aim], visit: Visit, context: Context) -> list[Rule]:
    """The rules for somebody of whom nothing but language and device is known, in the order in which they are tried.

    With those that speak up come the ones before them: where one of these fits, it is shown, and nothing speaks up.
    """
    upto = max((number for number, aim in enumerate(among, 1) if speaks_up(aim)), default=0)
    rules = (_rule(aim, visit, context) for aim in among[:upto])
    return [rule for rule in rules if rule.when is not False]


def _rule(aim: Aim, visit: Visit, context: Context) -> Rule:
    dialogue, pages = aim.dialogue, aim.dialogue.targeting.pages
    out_of_hours = aim.hours is not None and not visit.is_open(aim.hours)
    facts = msgspec.structs.replace(visit.facts, dialogue=aim.id)
    return Rule(
        id=aim.id,
        include=pages.include if pages else (),
        exclude=pages.exclude if pages else (),
        when=False if out_of_hours else _public(aim.audience, visit._replace(facts=facts)),
        events=_events(dialogue.targeting.events),
        poke=poke_text(dialogue, context) if dialogue.poke else "",
        repeatable=dialogue.repeatable,
    )


def _events(events: Events | None) -> dict[str, int | str | bool]:
    told = msgspec.structs.asdict(events) if events else {}
    return {name: value for name, value in told.items() if value}


def _public(condition: Condition | None, visit: Visit) -> Public:
    match condition:
        case None:
            return True
        case Test():
            if not condition.subject.startswith(PAGE):
                return holds(condition, visit.facts)
            by_words = condition.operator in BY_WORDS
            return by_words and (condition.subject[len(PAGE) :], condition.operator.value, condition.values)
        case All():
            return _group("all", [_public(part, visit) for part in condition.of], decides=False)
        case AnyOf():
            return _group("any", [_public(part, visit) for part in condition.of], decides=True)


def _group(word: str, parts: Iterable[Public], *, decides: bool) -> Public:
    """A group without what is certain already; `decides` is the part that settles it."""
    left = tuple(part for part in parts if part is not (not decides))
    if any(part is decides for part in left):
        return decides
    return (word, left) if left else not decides


def poke_text(dialogue: Dialogue, context: Context) -> str:
    """The text of the first card that says something before the dialogue can branch; empty where none does."""
    texts = [text for card in dialogue.stream if (text := _text_of(card))]
    return spoken(texts[0], {}, context) if texts else ""


def _text_of(card: object) -> Text | None:
    match card:
        case Message() | Question() | InformationCapture() | Meeting() | LiveChat():
            return card.text
        case Document():
            return card.title
        case _:
            return None
