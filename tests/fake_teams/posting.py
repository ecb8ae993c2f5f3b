"""What happens to messages, whoever does it, and what the app is told of it."""

from __future__ import annotations

from .platform import Platform
from .world import Json, Message, Person


def store(platform: Platform, message: Message) -> None:
    """Add a message to its channel."""
    message.channel.messages[message.ref] = message
    platform.changes.notify()


def heard(message: Message) -> bool:
    """Whether the app is told of a message: without the permission, in channels and groups only of those that name it."""
    channel = message.channel
    installed = channel.installation
    if installed is None or channel.deleted or channel.tenant.bot_disabled or message.author is None:
        return False
    if channel.kind == "chat":
        return not message.author.blocked
    return installed.rsc or message.names_bot


def tell(platform: Platform, activity: Json) -> None:
    platform.feed.emit(activity)
    platform.changes.notify()


def tell_message(platform: Platform, message: Message, person: Person) -> None:
    if heard(message):
        tell(platform, platform.shapes.message(message, person, platform.clock.time_of_day()))


def tell_edit(platform: Platform, message: Message, person: Person, *, event: str = "editMessage") -> None:
    """messageUpdate, under the id of the message."""
    if not (heard(message) and platform.settings.edits_heard):
        return
    shape = platform.shapes.message(message, person, platform.clock.time_of_day())
    shape["channelData"]["eventType"] = event
    tell(platform, {**shape, "type": "messageUpdate"})


def tell_delete(platform: Platform, message: Message, person: Person) -> None:
    """messageDelete, under the id of the message, without its words."""
    if not (heard(message) and platform.settings.edits_heard):
        return
    shape = platform.shapes.activity(
        "messageDelete",
        person,
        message.channel,
        at=platform.clock.time_of_day(),
        conversation=message.conversation,
        activity_id=message.id,
    )
    shape["channelData"]["eventType"] = "softDeleteMessage"
    tell(platform, shape)


def react(platform: Platform, message: Message, person: Person, name: str, *, add: bool) -> None:
    """Add or take away a reaction; the app hears of those to its own messages only."""
    people = message.reactions.setdefault(name, [])
    if (person.id in people) == add:
        return
    if add:
        people.append(person.id)
    else:
        people.remove(person.id)
    if not people:
        del message.reactions[name]
    platform.changes.notify()
    if not message.by_bot or message.channel.installation is None or message.channel.tenant.bot_disabled:
        return
    shape = platform.shapes.activity(
        "messageReaction",
        person,
        message.channel,
        at=platform.clock.time_of_day(),
        conversation=message.conversation,
        activity_id=platform.world.ids.event(),
    )
    shape |= {"replyToId": message.id, "reactionsAdded" if add else "reactionsRemoved": [{"type": name}]}
    tell(platform, shape)
