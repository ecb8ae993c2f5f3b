"""auth.test, team.info, emoji.list: about the workspace and the token itself."""

from __future__ import annotations

from tests.fake_slack.world import Json

from .method import Context, Method


async def auth_test(context: Context) -> Json:
    bot = context.team.users[context.install.bot_user]
    return {
        "url": f"{context.platform.shapes.base_url}/",
        "team": context.team.name,
        "user": bot.name,
        "team_id": context.team.id,
        "user_id": bot.id,
        "bot_id": context.install.bot_id,
        "is_enterprise_install": False,
    }


async def team_info(context: Context) -> Json:
    domain = context.team.name.lower().replace(" ", "-")
    return {
        "team": {
            "id": context.team.id,
            "name": context.team.name,
            "domain": domain,
            "icon": {"image_default": True},
        }
    }


async def emoji_list(context: Context) -> Json:
    return {"emoji": context.team.emoji, "cache_ts": "1"}


METHODS = {
    "auth.test": Method(run=auth_test, tier=None, json=True),
    "team.info": Method(run=team_info, tier=3, scopes=("team:read",)),
    "emoji.list": Method(run=emoji_list, tier=2, scopes=("emoji:read",)),
}
