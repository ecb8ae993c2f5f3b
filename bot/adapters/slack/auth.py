"""Who we are in Slack, asked with our token."""

from __future__ import annotations

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import TOKEN_BROKEN, error_name, outcomes, remedy
from bot.adapters.slack.identity import Me
from bot.errors import CannotStart, PlatformError
from bot.its_clock import ItsClock


log = structlog.get_logger(__name__)


async def who_we_are(web: AsyncWebClient, clock: ItsClock) -> Me:
    """Ask auth.test. Raises `CannotStart` if Slack refuses the token, else what `ThreadPlatform` may raise."""
    try:
        with outcomes("auth.test"):
            answer = await web.auth_test()
            clock.hear(answer.headers.get("Date", ""))
    except PlatformError as error:
        cause = error.__cause__
        if isinstance(cause, SlackApiError) and (name := error_name(cause)) in TOKEN_BROKEN:
            raise CannotStart(f"Slack refuses THREADLINE_SLACK_BOT_TOKEN ({name}). {remedy(name)}") from error
        raise
    bot_id = answer.get("bot_id", "")
    me = Me(
        answer["team_id"], answer["user_id"], bot_id, await _app_id(web, bot_id), str(answer.get("team", ""))
    )
    log.info("slack_started", team=me.team, bot_user=me.bot_user, workspace=me.workspace)
    return me


async def _app_id(web: AsyncWebClient, bot_id: str) -> str:
    try:
        with outcomes("bots.info"):
            answer = await web.bots_info(bot=bot_id)
    except PlatformError as error:
        log.info("slack_app_id_unknown", error=str(error))
        return ""
    return str((answer.get("bot") or {}).get("app_id", ""))
