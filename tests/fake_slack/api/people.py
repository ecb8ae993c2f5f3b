"""users.*, bots.info, usergroups.*: who is who."""

from __future__ import annotations

from tests.fake_slack.errors import Refused
from tests.fake_slack.world import Json, User

from .method import Context, Method, page


def _shape(context: Context, user: User) -> Json:
    stranger = {} if user.team is context.team else {"is_stranger": True}
    shape = context.platform.shapes.user(user, with_email="users:read.email" in context.install.scopes)
    return {**shape, **stranger}


async def info(context: Context) -> Json:
    return {"user": _shape(context, context.user())}


async def list_users(context: Context) -> Json:
    chosen, metadata = page(list(context.team.users.values()), context)
    return {
        "members": [_shape(context, user) for user in chosen],
        "cache_ts": 1,
        "response_metadata": metadata,
    }


async def lookup(context: Context) -> Json:
    for user in context.team.users.values():
        if user.email == context.args["email"] and not user.deleted:
            return {"user": _shape(context, user)}
    raise Refused("users_not_found")


async def presence(context: Context) -> Json:
    # A bot may not ask for the details that a user sees of themselves.
    return {"presence": context.user().presence}


async def dnd(context: Context) -> Json:
    """A schedule for the night of another day, and a snooze if one is on."""
    now = int(context.platform.clock.time_of_day())
    schedule = {"dnd_enabled": True, "next_dnd_start_ts": now + 36_000, "next_dnd_end_ts": now + 72_000}
    until = context.user().snoozes_until
    snoozes = until > now
    return {**schedule, "snooze_enabled": snoozes, **({"snooze_endtime": until} if snoozes else {})}


async def profile(context: Context) -> Json:
    return {"profile": _shape(context, context.user())["profile"]}


async def bot_info(context: Context) -> Json:
    install = context.install
    if context.args.get("bot") != install.bot_id:
        raise Refused("bot_not_found")
    shape = context.platform.shapes.bot_profile(install)
    return {
        "bot": {
            **{k: shape[k] for k in ("id", "app_id", "name", "icons", "deleted", "updated")},
            "user_id": install.bot_user,
        }
    }


async def list_groups(context: Context) -> Json:
    with_users = context.flag("include_users")
    groups = [
        {
            "id": i,
            "team_id": context.team.id,
            "is_usergroup": True,
            "handle": g["handle"],
            "name": g["handle"],
            "date_delete": 0,
        }
        | {"user_count": len(g["users"])}
        | ({"users": g["users"]} if with_users else {})
        for i, g in context.team.groups.items()
    ]
    return {"usergroups": groups}


async def group_users(context: Context) -> Json:
    group = context.team.groups.get(str(context.args["usergroup"]))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": group["users"]}


METHODS = {
    "users.info": Method(run=info, tier=4, scopes=("users:read",), required=("user",)),
    "users.list": Method(run=list_users, tier=2, scopes=("users:read",)),
    "users.lookupByEmail": Method(run=lookup, tier=3, scopes=("users:read.email",), required=("email",)),
    "users.getPresence": Method(run=presence, tier=3, scopes=("users:read",), required=("user",)),
    "dnd.info": Method(run=dnd, tier=3, scopes=("dnd:read",), required=("user",)),
    "users.profile.get": Method(run=profile, tier=4, scopes=("users.profile:read",), required=("user",)),
    "bots.info": Method(run=bot_info, tier=3, scopes=("users:read",), required=("bot",)),
    "usergroups.list": Method(run=list_groups, tier=2, scopes=("usergroups:read",)),
    "usergroups.users.list": Method(
        run=group_users, tier=2, scopes=("usergroups:read",), required=("usergroup",)
    ),
}
