"""conversations.*: channels, their members and their history."""

from __future__ import annotations

from tests.fake_slack.errors import Refused
from tests.fake_slack.world import KINDS, Channel, Json, Message

from .method import Context, Method, page


FEW = 15
"""Objects per answer for apps sold outside the Marketplace, since 2025-05-29."""


async def open_dm(context: Context) -> Json:
    if channel_id := context.args.get("channel"):
        channel = context.team.channels.get(str(channel_id))
        if channel is None or context.install.bot_user not in channel.members:
            raise Refused("channel_not_found")
        return {"channel": _opened(context, channel), "no_op": True, "already_open": True}
    users = str(context.args.get("users") or "").split(",")
    if len(users) != 1 or not users[0]:
        # This fake has no group direct messages.
        raise Refused("users_list_not_supplied" if not users[0] else "too_many_users")
    user = context.team.users.get(users[0])
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    known = any(channel.partner == user.id for channel in context.team.channels.values())
    channel = context.platform.world.dm(context.team, user.id)
    return {"channel": _opened(context, channel), **({"no_op": True, "already_open": True} if known else {})}


def _opened(context: Context, channel: Channel) -> Json:
    return context.platform.shapes.channel(channel) if context.flag("return_im") else {"id": channel.id}


async def info(context: Context) -> Json:
    return {"channel": context.platform.shapes.channel(context.channel(scope="read"))}


async def members(context: Context) -> Json:
    channel = context.channel(scope="read")
    found, metadata = page(channel.members, context)
    return {"members": found, "response_metadata": metadata}


def _window(context: Context, messages: list[Message]) -> list[Message]:
    oldest, latest = str(context.args.get("oldest") or "0"), str(context.args.get("latest") or "")
    inclusive = context.flag("inclusive")

    def inside(message: Message) -> bool:
        if inclusive and message.ts in (oldest, latest):
            return True
        return _key(message.ts) > _key(oldest) and (not latest or _key(message.ts) < _key(latest))

    return [message for message in messages if inside(message)]


def _key(ts: str) -> tuple[int, int]:
    whole, _, fraction = ts.partition(".")
    if not whole.isdigit() or (fraction and not fraction.isdigit()):
        raise Refused("invalid_ts_oldest")
    return int(whole), int(fraction.ljust(6, "0") or 0)


def _listed(context: Context, found: list[Message]) -> Json:
    few = context.platform.settings.history_once_a_minute
    most = FEW if few else 1000
    if few and int(context.args.get("limit") or FEW) > FEW:
        context.args["limit"] = FEW
    chosen, metadata = page(found, context, default=FEW if few else 100, most=most)
    with_metadata = context.flag("include_all_metadata")
    shapes = [context.platform.shapes.message(message, with_metadata=with_metadata) for message in chosen]
    more: Json = {"has_more": bool(metadata["next_cursor"])}
    return {
        "messages": shapes,
        **more,
        **({"response_metadata": metadata} if metadata["next_cursor"] else {}),
    }


async def history(context: Context) -> Json:
    channel = context.joined(scope="history")
    visible = [m for m in channel.messages.values() if not m.is_reply or m.broadcast]
    return _listed(context, _window(context, visible)[::-1])


async def replies(context: Context) -> Json:
    channel = context.joined(scope="history")
    parent = channel.messages.get(str(context.args["ts"]))
    if parent is None:
        raise Refused("thread_not_found")
    if parent.is_reply and parent.thread_ts in channel.messages:
        parent = channel.messages[str(parent.thread_ts)]
    # The parent comes first on every page, whatever `oldest` says.
    return _listed(context, [parent, *_window(context, channel.replies(parent.ts))])


async def list_channels(context: Context) -> Json:
    wanted = str(context.args.get("types") or "public_channel").split(",")
    kinds = {"public_channel": "public", "private_channel": "private", "im": "dm"}
    found = []
    for channel in context.team.channels.values():
        mine = context.install.bot_user in channel.members
        if channel.kind in [kinds.get(w) for w in wanted] and (channel.kind == "public" or mine):
            context.needs(f"{KINDS[channel.kind][2]}:read")
            if not (channel.archived and context.flag("exclude_archived")):
                found.append(context.platform.shapes.channel(channel))
    chosen, metadata = page(found, context)
    return {"channels": chosen, "response_metadata": metadata}


async def join(context: Context) -> Json:
    channel = context.channel()
    if channel.kind != "public":
        raise Refused("method_not_supported_for_channel_type")
    if channel.archived:
        raise Refused("is_archived")
    if context.install.bot_user not in channel.members:
        channel.members.append(context.install.bot_user)
        context.stored = True
    return {"channel": context.platform.shapes.channel(channel)}


METHODS = {
    "conversations.open": Method(run=open_dm, tier=3, scopes=("im:write",), json=True),
    "conversations.info": Method(run=info, tier=3, required=("channel",)),
    "conversations.members": Method(run=members, tier=4, required=("channel",)),
    "conversations.history": Method(run=history, tier=3, required=("channel",)),
    "conversations.replies": Method(run=replies, tier=3, required=("channel", "ts")),
    "conversations.list": Method(run=list_channels, tier=2),
    "conversations.join": Method(
        run=join, tier=3, scopes=("channels:join",), required=("channel",), json=True
    ),
}
