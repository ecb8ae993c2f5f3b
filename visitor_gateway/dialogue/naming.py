"""What the names in a dialogue must be: of attributes, cards, agents, teams, documents, languages. One function a rule."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from bot.errors import BadInput
from bot.routing.hours_words import read_schedule
from visitor_gateway.dialogue.finding import Finding
from visitor_gateway.dialogue.mentions import Word
from visitor_gateway.dialogue.outline import Outline, Spot
from visitor_gateway.dialogue.problem import did_you_mean, nearest


WELL_KNOWN = (
    "first_name", "last_name", "name", "email", "phone", "company", "country", "state", "city",
)  # fmt: skip
"""Attributes that every site has."""


def learnt(outline: Outline) -> set[str]:
    """The attributes that a dialogue declares, asks for, stores or sets."""
    words = [word for spot in outline.spots for word in (*spot.asks, spot.store, *spot.mentions.set) if word]
    return {*outline.declared, *(word.text for word in words)}


def attributes_are_known(outline: Outline, known: Collection[str]) -> Iterator[Finding]:
    """What tokens and conditions read is among the attributes of the site."""
    names = {*known, *WELL_KNOWN, *learnt(outline)}
    reading = [("", outline.mentions.read), *((spot.id, spot.mentions.read) for spot in outline.spots)]
    for card, words in reading:
        for word in words:
            if word.text not in names:
                meant = nearest(word.text, sorted(names))
                remedy = (
                    f"Did you mean '{meant}'?"
                    if meant
                    else f"Ask for it, or declare it: `attributes: {{{word.text}: text}}`."
                )
                yield Finding(word.line, card, f"unknown attribute '{word.text}'", remedy)


def booleans_are_true_or_false(outline: Outline) -> Iterator[Finding]:
    """A condition looks for `true` or `false` in an attribute that is one of them."""
    reading = [("", outline.mentions), *((spot.id, spot.mentions) for spot in outline.spots)]
    for card, found in reading:
        for attribute, word in found.compared:
            if outline.types.get(attribute) == "boolean" and word.text not in ("true", "false"):
                reason = f"'{attribute}' is never '{word.text}': it is true or false"
                yield Finding(word.line, card, reason, "Write `is: true` or `is: false`.")


def questions_about_agents_name_live_chats(outline: Outline) -> Iterator[Finding]:
    """`eligible` names a live chat card of the stream."""
    chats = [spot.id for spot in outline.spots if spot.kind == "live_chat"]
    for word in outline.mentions.eligible:
        remedy = "Ask it in a condition card."
        yield Finding(word.line, "", "an audience cannot ask for eligible agents", remedy)
    for spot in outline.spots:
        for word in spot.mentions.eligible:
            if word.text not in chats:
                remedy = did_you_mean(word.text, chats) if chats else "Add a live_chat card first."
                yield Finding(
                    word.line, spot.id, f"'eligible' names no live chat card: '{word.text}'", remedy
                )


def names_are_said_once(outline: Outline) -> Iterator[Finding]:
    """Answers of a question differ in every language, fields of a form in attribute."""
    for spot in outline.spots:
        for word in _same_answers(spot):
            yield Finding(
                word.line,
                spot.id,
                f"two answers read '{word.text.strip()}'",
                "Change or delete one: visitors see no difference.",
            )
        for word in _repeated(spot.asks):
            yield Finding(
                word.line,
                spot.id,
                f"two fields ask for '{word.text}'",
                "Change the attribute of one, or delete it.",
            )


def routing_is_known(
    outline: Outline, agents: Collection[str] | None, teams: Collection[str] | None
) -> Iterator[Finding]:
    """The agent or team of a card, or of a condition, exists. Not asked where the caller does not know."""
    named = [("", "team", word, teams) for word in outline.mentions.teams]
    for spot in outline.spots:
        named += [(spot.id, "team", word, teams) for word in (spot.team, *spot.mentions.teams) if word]
        named += [(spot.id, "agent", word, agents) for word in (spot.agent,) if word]
    for card, kind, word, names in named:
        if names is not None and word.text not in names:
            remedy = did_you_mean(word.text, sorted(names)) if names else f"Add the {kind} first."
            yield Finding(word.line, card, f"unknown {kind} '{word.text}'", remedy)


def documents_are_there(outline: Outline, documents: Collection[str] | None) -> Iterator[Finding]:
    """The PDF of a document card exists. Not asked where the caller does not know."""
    for spot in outline.spots:
        if spot.file and documents is not None and spot.file.text not in documents:
            meant = nearest(spot.file.text, documents)
            remedy = (
                f"Did you mean '{meant}'?"
                if meant
                else "Put it into the folder 'documents' beside this file."
            )
            yield Finding(spot.file.line, spot.id, f"there is no document '{spot.file.text}'", remedy)


def hours_are_readable(outline: Outline) -> Iterator[Finding]:
    """The hours of the targeting are a week, or those of the site."""
    if outline.hours is None or outline.hours.text in ("open", "closed"):
        return
    try:
        read_schedule(outline.hours.text, "UTC")
    except BadInput as bad:
        yield Finding(outline.hours.line, "", f"'hours' cannot be '{outline.hours.text}'", str(bad))


def stored_answers_are_the_same_in_every_language(outline: Outline) -> Iterator[Finding]:
    """Advice: an answer that is stored and has words in several languages has a value too."""
    for spot in outline.spots:
        for choice in spot.choices if spot.store else ():
            if len(choice.texts) > 1 and not choice.has_value:
                yield Finding(
                    choice.line,
                    spot.id,
                    "what is stored of this answer depends on the visitor's language",
                    "Give it a 'value'.",
                    "warning",
                )


def texts_speak_the_same_languages(outline: Outline) -> Iterator[Finding]:
    """Advice: a dialogue that speaks a language speaks it to the end."""
    spoken = dict.fromkeys(
        name for spot in outline.spots for _, names, _ in spot.mentions.languages for name in names
    )
    for spot in outline.spots:
        for field, names, line in spot.mentions.languages:
            missing = [name for name in spoken if name not in names]
            if missing:
                reason = f"'{field}' is not written in {', '.join(missing)}"
                remedy = f"Visitors who read these get it in another language: add `{missing[0]}: ...`."
                yield Finding(line, spot.id, reason, remedy, "warning")


def _same_answers(spot: Spot) -> Iterator[Word]:
    languages = dict.fromkeys(language for choice in spot.choices for language in choice.texts)
    for language in languages:
        yield from _repeated(choice.texts[language] for choice in spot.choices if language in choice.texts)


def _repeated(words: Iterable[Word]) -> Iterator[Word]:
    seen: set[str] = set()
    for word in words:
        folded = " ".join(word.text.split()).casefold()
        if folded in seen:
            yield word
        seen.add(folded)
