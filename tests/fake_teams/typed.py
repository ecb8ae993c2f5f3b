"""What a person types, as their client sends it: HTML, a text beside it, and who is mentioned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape

import emoji

from . import markup
from .world import App, Channel, Json, Message, Person


_NAMED = re.compile(r"(?<!\w)@([\w.\-]+(?: [A-Z][\w\-]*)*)( ?)")


@dataclass(frozen=True, kw_only=True)
class Typed:
    text: str
    html: str
    entities: list[Json]
    people: tuple[Person, ...]
    names_bot: bool


def typed(
    source: str, channel: Channel, app: App, *, is_html: bool, escapes: bool, before: str = ""
) -> Typed:
    """Names after an @ become mentions where somebody, or the bot, bears them in this conversation."""
    html = source if is_html else _laid_out(source)
    known: dict[str, Person | None] = {app.name.lower(): None}
    for person in channel.members:
        known |= {person.name.lower(): person, person.given_name.lower(): person}
    entities: list[Json] = []
    people: list[Person | None] = []

    def mention(found: re.Match[str]) -> str:
        for name in _shorter(found[1]):
            if name.lower() in known:
                person = known[name.lower()]
                people.append(person)
                entities.append(_entity(person, app, name))
                number = len(people) - 1
                rest = found[1][len(name) :] + found[2]
                return _span(name, number) + re.sub(r"^ ", "&nbsp;", rest)
        return found[0]

    html = before + _NAMED.sub(mention, html)
    return Typed(
        text=markup.as_text(html, escaped=escapes),
        html=html,
        entities=entities,
        people=tuple(person for person in people if person),
        names_bot=None in people,
    )


def _laid_out(source: str) -> str:
    """As Teams' own editor has it: line breaks, hard spaces, and emoji as elements of their own."""
    html = escape(source, quote=False).replace("\n", "<br>").replace("  ", "&nbsp; ")
    return f"<p>{emoji.replace_emoji(html, _emoji)}</p>"


def _emoji(characters: str, _: Json) -> str:
    name = emoji.demojize(characters).strip(":")
    return f'<emoji id="{name}" alt="{characters}" title="{name}"></emoji>'


def quoted(message: Message, author: str) -> str:
    """The quotation with which an answer in a chat begins."""
    preview = escape(markup.read(message.html or str(message.activity.get("text") or "")), quote=False)[:100]
    who = f'<strong itemprop="mri" itemid="8:orgid:0">{escape(author)}</strong>'
    when = f'<span itemprop="time" itemid="{message.id}"></span>'
    reply = f'<blockquote itemscope="" itemtype="{markup.REPLY}" itemid="{message.id}">'
    return f'{reply}{who}{when}<p itemprop="preview">{preview}</p></blockquote>'


def _shorter(name: str) -> list[str]:
    """The name and what it begins with, word by word."""
    words = name.split(" ")
    return [" ".join(words[:n]) for n in range(len(words), 0, -1)]


def _entity(person: Person | None, app: App, name: str) -> Json:
    who = {"id": person.id, "name": name} if person else {"id": app.bot_id, "name": name}
    return {"type": "mention", "mentioned": who, "text": f"<at>{name}</at>"}


def _span(name: str, number: int) -> str:
    return f'<span itemscope="" itemtype="{markup.MENTION}" itemid="{number}">{name}</span>'
