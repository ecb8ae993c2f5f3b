"""Whether Slack shows somebody as there: active, and not in do-not-disturb."""

from __future__ import annotations

from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.errors import answered, error_name, outcomes


class Presence:
    """Asks about people, as far as we are permitted to know."""

    def __init__(self) -> None:
        self._dnd_unknown = False

    async def is_present(self, web: AsyncWebClient, user: str, now: float) -> bool:
        """Say whether somebody is active and may be disturbed. Raises what `PresencePlatform` may raise."""
        if not await is_active(web, user):
            return False
        if self._dnd_unknown:
            return True
        free = await is_disturbable(web, user, now)
        self._dnd_unknown = free is None
        return free is not False


async def is_active(web: AsyncWebClient, user: str) -> bool:
    """Ask users.getPresence. Raises what `PresencePlatform` may raise."""
    with outcomes("users.getPresence"):
        answer = await web.users_getPresence(user=user)
        return answer.get("presence") == "active"


async def is_disturbable(web: AsyncWebClient, user: str, now: float) -> bool | None:
    """Ask dnd.info, at `now` in seconds by Slack's clock; None where the optional scope dnd:read is not granted."""
    with outcomes("dnd.info"):
        try:
            answer = await web.dnd_info(user=user)
        except SlackApiError as error:
            if error_name(error) == "missing_scope":
                return None
            raise answered("dnd.info", error) from error
        return not in_dnd(answer.data if isinstance(answer.data, dict) else {}, now)


def in_dnd(info: dict[str, Any], now: float) -> bool:
    """Read https://docs.slack.dev/reference/methods/dnd.info: a schedule, and a snooze on top of it. Pure."""
    if info.get("snooze_enabled") and _number(info, "snooze_endtime") > now:
        return True
    begins, ends = _number(info, "next_dnd_start_ts"), _number(info, "next_dnd_end_ts")
    return bool(info.get("dnd_enabled")) and begins <= now < ends


def _number(info: dict[str, Any], name: str) -> float:
    value = info.get(name)
    return float(value) if isinstance(value, int | float) else 0.0
