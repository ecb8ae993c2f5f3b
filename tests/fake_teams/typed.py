"""What a person types, as their client sends it: HTML, a text beside it, and who is mentioned."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from typing import NamedTuple, TypeAlias

import emoji

from . import markup
from .world import App, Channel, Json, Message, Person, Team


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
    """Names after an @ become mentions where Teams offers them in this conversation."""
    known = offered(channel, app)
    html = source if is_html else _laid_out(source)
    entities: list[Json] = []
    named: list[Named] = []

    def mention(found: re.Match[str]) -> str:
        name = found[1]
        who = known[name.lower()]
        entities.append(
            {"type": "mention", "mentioned": {"id": who.id, "name": name}, "text": f"<at>{name}</at>"}
        )
        named.append(who)
        return _span(name, len(named) - 1) + ("&nbsp;" if found[2] else "")

    names = "|".join(re.escape(escape(name, quote=False)) for name in sorted(known, key=len, reverse=True))
    html = before + re.sub(rf"(?<!\w)@({names})(?!\w)( ?)", mention, html, flags=re.IGNORECASE)
    return Typed(
        text=markup.as_text(html, escaped=escapes),
        html=html,
        entities=entities,
        people=tuple(who for who in named if isinstance(who, Person)),
        names_bot=any(who.id == app.bot_id for who in named),
    )


class Bot(NamedTuple):
    """The bot, as somebody who can be named."""

    id: str


Named: TypeAlias = Person | Channel | Team | Bot


def offered(channel: Channel, app: App) -> dict[str, Named]:
    """Whom and what one can name: in a chat with the bot nobody but it, in a team also its channels and the team."""
    known: dict[str, Named] = {app.name.lower(): Bot(app.bot_id)}
    people = channel.members if channel.kind != "chat" else []
    team = channel.team
    places: list[Team | Channel] = (
        [*(each for each in team.channels.values() if not each.deleted), team] if team else []
    )
    for who in (*people, *places):
        known.setdefault(who.name.lower(), who)
    for person in people:
        known.setdefault(person.given_name.lower(), person)
    return known


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


def _span(name: str, number: int) -> str:
    return f'<span itemscope="" itemtype="{markup.MENTION}" itemid="{number}">{name}</span>'
