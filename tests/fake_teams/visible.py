"""What a person sees: text, the lines of cards, the labels of buttons."""

from __future__ import annotations

from dataclasses import dataclass

from . import cards, markup
from .world import Json, Message, Person


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A message as shown to somebody. `card` is empty for a plain text."""

    author: str
    text: str
    card: tuple[str, ...]
    buttons: tuple[str, ...]
    id: str
    root: str | None
    files: tuple[str, ...]
    images: tuple[str, ...]
    """Addresses of those that are shown in it."""
    links: tuple[tuple[str, str], ...]
    """(label, address)."""
    reactions: tuple[str, ...]
    edited: bool
    deleted: bool
    pings: tuple[str, ...]
    raw: str
    cards: tuple[Json, ...]
    """As they were when they were seen."""
    message: Message

    @property
    def shown(self) -> str:
        """Everything readable, in one string."""
        texts = [self.text] if self.text else []
        return "\n".join([*texts, *self.card, *self.buttons, *self.files])


def seen(message: Message, by: Person | None = None) -> Seen:
    """A message as `by` sees it, or anybody. It is read once for each state that it is in: people look all the time."""
    view = message.views.get(by.id) if by else None
    state = author(message), message.html, message.edited, message.deleted, tuple(sorted(message.reactions))
    for activity, known_view, known_state, read in message.read:
        if activity is message.activity and known_view is view and known_state == state:
            return read  # type: ignore[no-any-return]  # the world does not know what reading it makes
    read = _read(message, [view] if view else _common_cards(message))
    message.read = [(message.activity, view, state, read), *message.read[:3]]
    return read


def _read(message: Message, shown: list[Json]) -> Seen:
    gone = message.deleted
    activity = message.activity
    raw = str(activity.get("text") or "") if message.by_bot else message.html
    links = () if gone else (*markup.links(raw), *(pair for card in shown for pair in cards.links(card)))
    suggested = [action["title"] for action in (activity.get("suggestedActions") or {}).get("actions", ())]
    return Seen(
        author=author(message),
        text="This message has been deleted." if gone else text(message),
        card=() if gone else tuple(line for card in shown for line in cards.lines(card)),
        buttons=() if gone else (*(label for card in shown for label in cards.labels(card)), *suggested),
        id=message.id,
        root=message.root,
        files=tuple(file.name for file in message.files),
        images=() if gone else _images(activity, raw, shown),
        links=links,
        reactions=tuple(sorted(message.reactions)),
        edited=message.edited,
        deleted=gone,
        pings=message.pings,
        raw=raw,
        cards=() if gone else tuple(shown),
        message=message,
    )


def author(message: Message) -> str:
    return message.author.name if message.author else message.other_app or "Threadline"


def text(message: Message) -> str:
    """The readable text."""
    if not message.by_bot:
        return markup.read(message.html).replace("\xa0", " ")
    return markup.shown(
        str(message.activity.get("text") or ""), message.activity.get("textFormat", "markdown")
    )


def cards_of(message: Message, by: Person | None = None) -> list[Json]:
    """The cards of a message: one that only `by` sees comes in the place of the common one."""
    return [message.views[by.id]] if by and by.id in message.views else _common_cards(message)


def _common_cards(message: Message) -> list[Json]:
    attached = message.activity.get("attachments") or ()
    return [entry["content"] for entry in attached if entry["contentType"] == cards.CONTENT_TYPE]


def _images(activity: Json, raw: str, shown: list[Json]) -> tuple[str, ...]:
    attached = [
        entry for entry in activity.get("attachments") or () if entry["contentType"].startswith("image/")
    ]
    inside = [element["url"] for card in shown for element in cards.walk(card) if element["type"] == "Image"]
    return (*(entry["contentUrl"] for entry in attached), *markup.images(raw), *inside)
