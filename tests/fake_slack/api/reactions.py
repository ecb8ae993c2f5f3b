"""reactions.*."""

from __future__ import annotations

import re

from tests.fake_slack import posting
from tests.fake_slack.errors import Refused
from tests.fake_slack.world import Json, Message

from .method import Context, Method


def _message(context: Context) -> Message:
    return context.message(context.joined(), "timestamp")


def _name(context: Context) -> str:
    name = str(context.args["name"])
    if not re.fullmatch(r"[a-z0-9_+\-']+(::skin-tone-[2-6])?", name):
        raise Refused("invalid_name")
    return name


async def add(context: Context) -> Json:
    message, name = _message(context), _name(context)
    if not posting.react(context.platform, message, context.install.bot_user, name, add=True):
        raise Refused("already_reacted")
    context.stored = True
    return {}


async def remove(context: Context) -> Json:
    message, name = _message(context), _name(context)
    if not posting.react(context.platform, message, context.install.bot_user, name, add=False):
        raise Refused("no_reaction")
    context.stored = True
    return {}


async def get(context: Context) -> Json:
    message = _message(context)
    return {
        "type": "message",
        "channel": message.channel.id,
        "message": context.platform.shapes.message(message),
    }


WHERE = ("channel", "timestamp")
METHODS = {
    "reactions.add": Method(
        run=add, tier=3, scopes=("reactions:write",), required=(*WHERE, "name"), json=True
    ),
    "reactions.remove": Method(
        run=remove, tier=2, scopes=("reactions:write",), required=(*WHERE, "name"), json=True
    ),
    "reactions.get": Method(run=get, tier=3, scopes=("reactions:read",), required=WHERE),
}
