"""What the connector can be asked for.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference
"""

from __future__ import annotations

from typing import NamedTuple

from . import members, outgoing, posting
from .buckets import Scenario
from .context import Context, Run
from .errors import Refused
from .journal import Post
from .pictures import look_at
from .visible import text
from .world import Channel, Json, Message


def create(context: Context) -> tuple[int, Json]:
    """A thread in a channel, or somebody's chat."""
    body = context.body
    context.known(body, {"isGroup", "bot", "members", "topicName", "tenantId", "activity", "channelData"})
    if channel_id := body.get("channelData", {}).get("channel", {}).get("id"):
        return _thread(context, channel_id)
    return _chat(context)


def _thread(context: Context, channel_id: str) -> tuple[int, Json]:
    if context.body.get("isGroup") is not True:
        raise context.wrong(["a thread in a channel is created with isGroup: true"])
    context.path["conversation"] = channel_id
    channel, _ = context.place()
    if channel.kind != "channel":
        raise Refused("BadArgument", "Threads are created in channels.")
    message = _posted(context, channel, None, context.body.get("activity"), "create")
    return 201, {"id": message.conversation, "activityId": message.id}


def _chat(context: Context) -> tuple[int, Json]:
    """Only with one person, whom the bot can reach: https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages."""
    people = context.body.get("members") or []
    if (
        context.body.get("isGroup")
        or len(people) != 1
        or set(people[0]) - {"id", "name", "aadObjectId", "role"}
    ):
        raise Refused("BadArgument", "A bot cannot create group chats.")
    if context.body.get("tenantId") != context.tenant.id:
        raise context.wrong(["a chat is created with the tenantId of the person"])
    person = context.tenant.people.get(str(people[0].get("id")))
    context.platform.buckets.admit(("create", str(people[0].get("id"))), ("tenant", context.tenant.id))
    if person is None or not person.reachable:
        raise Refused("BotNotInConversationRoster", "The bot is not part of the conversation roster.")
    chat = context.platform.world.chat(person)
    context.installed(chat)
    context.stored = True
    if activity := context.body.get("activity"):
        message = _posted(context, chat, None, activity, "send")
        return 201, {"id": chat.id, "activityId": message.id}
    return 201, {"id": chat.id}


def send(context: Context) -> tuple[int, Json]:
    """A message in a thread or a chat, and in a channel without a thread the first one of a new thread.

    replyToId decides nothing: https://github.com/microsoft/teams-sdk, commit 25216ad.
    """
    channel, root = context.place()
    if context.body.get("type") == "typing":
        return _typing(context, channel)
    message = _posted(context, channel, root, context.body, "send")
    return 201, {"id": message.id}


def _typing(context: Context, channel: Channel) -> tuple[int, Json]:
    _admit(context, channel, "send")
    context.installed(channel)
    if found := list(outgoing.problems(context.body, channel, context.platform.world.app)):
        raise context.wrong(found)
    if channel.kind == "channel":
        raise context.wrong(["typing is not shown in channels"])
    context.stored = True
    return 201, {"id": context.platform.world.ids.event()}


def _admit(context: Context, channel: Channel, scenario: Scenario) -> None:
    """Writing in a channel counts together, however it is done: the stricter reading."""
    buckets = context.platform.buckets
    places: list[tuple[Scenario, str]] = [
        ("send", channel.id),
        ("all bots", channel.id),
        ("tenant", context.tenant.id),
    ]
    buckets.admit(*places, *([(scenario, channel.id)] if scenario == "create" else []))


def _posted(
    context: Context, channel: Channel, root: str | None, activity: Json | None, scenario: Scenario
) -> Message:
    platform = context.platform
    _admit(context, channel, scenario)
    context.installed(channel)
    _check(context, channel, activity)
    assert activity is not None
    message_id = platform.world.ids.message(channel, root if channel.kind == "channel" else None)
    message = Message(
        channel=channel,
        id=message_id,
        root=(root or message_id) if channel.kind == "channel" else None,
        author=None,
        activity=activity,
        pings=outgoing.pings(activity, channel),
    )
    context.stored = True
    posting.store(platform, message)
    post = Post(
        channel=channel.id, id=message.id, root=message.root, text=text(message), at=platform.clock.now()
    )
    platform.journal.posts.append(post)
    platform.later(look_at(platform, message))
    return message


def _check(context: Context, channel: Channel, activity: Json | None) -> None:
    if found := list(outgoing.problems(activity, channel, context.platform.world.app)):
        raise context.wrong(found)
    too_big = sum(call.outcome == "MessageSizeTooBig" for call in context.platform.journal.calls)
    outgoing.check_size(activity or {}, context.platform.settings, as_page=too_big % 2 == 1)


def edit(context: Context) -> tuple[int, Json]:
    """Replace a message of the bot's; what single people saw in its place is gone."""
    channel, root = context.place()
    _admit(context, channel, "send")
    context.installed(channel)
    message = context.own_message(channel, root)
    if context.body.get("id") not in (None, message.id):
        raise context.wrong([f"the id in the body is another one: {context.body.get('id')!r}"])
    _check(context, channel, context.body)
    message.activity, message.edited = context.body, True
    message.pings = outgoing.pings(context.body, channel)
    message.views.clear()
    context.platform.later(look_at(context.platform, message))
    context.stored = True
    context.platform.changes.notify()
    return 200, {"id": message.id}


def delete(context: Context) -> tuple[int, Json]:
    """Take back a message of the bot's; its thread stays."""
    channel, root = context.place()
    _admit(context, channel, "send")
    context.installed(channel)
    message = context.own_message(channel, root)
    message.deleted = True
    context.stored = True
    context.platform.changes.notify()
    return 200, {}


class Operation(NamedTuple):
    """`path` is what comes after the service address."""

    name: str
    verb: str
    path: str
    run: Run


_ACTIVITIES = "v3/conversations/{conversation}/activities"
OPERATIONS: tuple[Operation, ...] = (
    Operation("create", "POST", "v3/conversations", create),
    Operation("send", "POST", _ACTIVITIES, send),
    Operation("send", "POST", _ACTIVITIES + "/{reply_to}", send),
    Operation("edit", "PUT", _ACTIVITIES + "/{activity}", edit),
    Operation("delete", "DELETE", _ACTIVITIES + "/{activity}", delete),
    Operation("member", "GET", "v3/conversations/{conversation}/members/{member}", members.member),
    Operation("members", "GET", "v3/conversations/{conversation}/pagedmembers", members.page),
    Operation("members", "GET", "v3/conversations/{conversation}/members", members.everybody),
    Operation("channels", "GET", "v3/teams/{team}/conversations", members.channels),
    Operation("team", "GET", "v3/teams/{team}", members.team),
)
