"""What the app is sent when somebody does something: commands, clicks, shortcuts, modals."""

from __future__ import annotations

from .platform import Platform
from .world import Channel, Json, Message, User


def _who(platform: Platform, user: User) -> Json:
    team = {"id": user.team.id, "domain": user.team.name.lower().replace(" ", "-")}
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id},
        "team": team,
        "api_app_id": platform.world.app.app_id,
        "token": platform.world.app.verification_token,
        "trigger_id": platform.interactions.trigger(user),
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _where(platform: Platform, user: User, channel: Channel, message: Message | None) -> Json:
    path = platform.interactions.response_path(channel, user, message)
    name = "directmessage" if channel.kind == "dm" else channel.name
    return {"channel": {"id": channel.id, "name": name}, "response_url": platform.shapes.base_url + path}


def command(platform: Platform, user: User, channel: Channel, name: str, text: str) -> Json:
    """The form of a slash command. It carries no thread_ts: commands do not work in threads."""
    where = _where(platform, user, channel, None)
    who = _who(platform, user)
    return {
        "token": who["token"],
        "team_id": user.team.id,
        "team_domain": who["team"]["domain"],
        "channel_id": channel.id,
        "channel_name": where["channel"]["name"] if channel.kind != "private" else "privategroup",
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": who["api_app_id"],
        "is_enterprise_install": "false",
        "response_url": where["response_url"],
        "trigger_id": who["trigger_id"],
    }


def message_action(platform: Platform, user: User, message: Message, action: Json, state: Json) -> Json:
    channel, ephemeral = message.channel, message.only_for is not None
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": ephemeral,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = {
        "type": "block_actions",
        **_who(platform, user),
        **_where(platform, user, channel, message),
        "container": container,
        "state": {"values": state},
        "actions": [{**action, "action_ts": platform.world.ids.ts()}],
    }
    # An ephemeral message exists on one screen only, so Slack has nothing to send along.
    return payload if ephemeral else {**payload, "message": platform.shapes.message(message)}


def view_action(platform: Platform, user: User, view: Json, action: Json, state: Json) -> Json:
    shown = {**view, "state": {"values": state}}
    return {
        "type": "block_actions",
        **_who(platform, user),
        "container": {"type": "view", "view_id": view["id"]},
        "view": shown,
        "actions": [{**action, "action_ts": platform.world.ids.ts()}],
    }


def view_submission(platform: Platform, user: User, view: Json, state: Json) -> Json:
    shown = {**view, "state": {"values": state}}
    return {"type": "view_submission", **_who(platform, user), "view": shown, "response_urls": []}


def view_closed(platform: Platform, user: User, view: Json) -> Json:
    who = _who(platform, user)
    del who["trigger_id"]
    return {"type": "view_closed", **who, "view": dict(view), "is_cleared": False}


def shortcut(platform: Platform, user: User, callback_id: str, message: Message | None) -> Json:
    stamp = {"callback_id": callback_id, "action_ts": platform.world.ids.ts()}
    if message is None:
        return {"type": "shortcut", **_who(platform, user), **stamp}
    shape = platform.shapes.message(message)
    where = _where(platform, user, message.channel, message)
    return {
        "type": "message_action",
        **_who(platform, user),
        **where,
        **stamp,
        "message_ts": message.ts,
        "message": shape,
    }
