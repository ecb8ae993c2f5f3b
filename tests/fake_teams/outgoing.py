"""Checks what the app wants to send: fields, text, mentions, images, cards, size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from . import card_check, cards, markup
from .errors import Refused
from .settings import Settings
from .world import App, Channel, Json, Person


FIELDS = {
    "type", "id", "text", "textFormat", "summary", "attachments", "attachmentLayout", "entities", "from", "recipient",
    "conversation", "replyToId", "channelData", "channelId", "serviceUrl", "locale", "suggestedActions", "inputHint",
    "importance", "deliveryMode", "topicName",
}  # fmt: skip
CHANNEL_DATA = {"tenant", "team", "channel", "notification", "teamsTeamId", "teamsChannelId"}
CONVERSATION = {"id", "isGroup", "conversationType", "tenantId", "name"}
IMAGES = {"image/png", "image/jpeg", "image/gif"}
"""https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages#picture-messages."""
MOST_SUGGESTED = 6


def problems(activity: Any, channel: Channel, app: App) -> Iterator[str]:
    """What is wrong with an activity, whatever its size."""
    if not isinstance(activity, dict):
        yield "the activity is no object"
        return
    yield from (f"activity: no field {name!r}" for name in sorted(set(activity) - FIELDS))
    yield from _unknown(activity, "channelData", CHANNEL_DATA)
    yield from _unknown(activity, "conversation", CONVERSATION)
    if activity.get("type") == "typing":
        return
    if activity.get("type") != "message":
        yield f"activity: type {activity.get('type')!r}"
        return
    text, attachments = activity.get("text") or "", activity.get("attachments") or []
    if not isinstance(text, str) or not isinstance(attachments, list):
        yield "activity: text or attachments of another type"
        return
    if not text.strip() and not attachments:
        yield "activity: neither text nor attachments"
    yield from markup.problems(text, activity.get("textFormat"))
    yield from _suggested(activity.get("suggestedActions"), channel)
    for attachment in attachments:
        yield from _attachment(attachment, channel, app)
    yield from _mentions(text, activity.get("entities") or [], channel, app, "text")


def _unknown(activity: Json, name: str, known: set[str]) -> Iterator[str]:
    given = activity.get(name) or {}
    yield from (f"activity: {name} has no {extra!r}" for extra in sorted(set(given) - known))


def _suggested(given: Any, channel: Channel) -> Iterator[str]:
    if not given:
        return
    actions = given.get("actions", [])
    if channel.kind != "chat":
        yield "suggestedActions: in personal chats only"
    if len(actions) > MOST_SUGGESTED:
        yield f"suggestedActions: more than {MOST_SUGGESTED}"
    for action in actions:
        if set(action) != {"type", "title", "value"} or action["type"] != "imBack":
            yield f"suggestedActions: {action!r}"


def _attachment(given: Any, channel: Channel, app: App) -> Iterator[str]:
    kind = given.get("contentType") if isinstance(given, dict) else None
    if kind == cards.CONTENT_TYPE:
        card = given.get("content")
        found = list(card_check.problems(card))
        yield from found
        if not found:
            yield from _mentions(
                cards.words(card), card.get("msteams", {}).get("entities", []), channel, app, "card"
            )
    elif kind in IMAGES:
        if not str(given.get("contentUrl", "")).startswith(("https://", "http://", "data:image/")):
            yield f"attachment: contentUrl {given.get('contentUrl')!r}"
    else:
        yield f"attachment: contentType {kind!r}"


def _mentions(text: str, entities: Any, channel: Channel, app: App, where: str) -> Iterator[str]:
    """Each `<at>` has its entity, each entity its `<at>`, and whom it names is here."""
    told = []
    for entity in entities:
        if entity.get("type") != "mention" or set(entity) != {"type", "text", "mentioned"}:
            yield f"{where}: entity {entity!r}"
            continue
        told.append(entity["text"])
        if entity["text"] not in text:
            yield f"{where}: the mention {entity['text']!r} is not in it"
        if mentioned(entity, channel) is None and entity["mentioned"].get("id") != app.bot_id:
            yield f"{where}: {entity['mentioned']!r} is nobody here"
    yield from (f"{where}: {tag!r} mentions nobody" for tag in markup.ats(text) if tag not in told)


def mentioned(entity: Json, channel: Channel) -> Person | None:
    """Whom a mention notifies."""
    wanted = entity["mentioned"].get("id")
    for person in channel.members:
        if wanted in (person.id, person.aad):
            return person
    return None


def pings(activity: Json, channel: Channel) -> tuple[str, ...]:
    """The ids of those whom a message notifies: in chats everybody, in channels whoever is mentioned."""
    if channel.kind == "chat":
        return (channel.people[0].id,)
    shown = [entry["content"] for entry in activity.get("attachments") or () if "content" in entry]
    inside = [entity for card in shown for entity in card.get("msteams", {}).get("entities", ())]
    people = [mentioned(entity, channel) for entity in (*(activity.get("entities") or ()), *inside)]
    return tuple(dict.fromkeys(person.id for person in people if person))


def check_size(activity: Json, settings: Settings, *, as_page: bool) -> None:
    """Raise Refused with 413 if the message, or a card in it, is too large; `as_page` as from a proxy."""
    parts = {
        name: activity.get(name)
        for name in ("text", "summary", "attachments", "entities")
        if activity.get(name)
    }
    told = sum(len(json.dumps(part, ensure_ascii=False).encode("utf-16-le")) for part in parts.values())
    largest = max(
        (card_check.size(entry["content"]) for entry in parts.get("attachments") or () if "content" in entry),
        default=0,
    )
    if told > settings.largest or largest > settings.largest_card:
        raise Refused("MessageSizeTooBig", "Message size too large.", html=as_page)
