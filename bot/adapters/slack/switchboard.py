"""Hands what Slack sends to the intake of the workspace that it was sent for; all of an app's share one address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.intake import ELSEWHERE, GroupChanged, Intake, Lost, ProfileChanged, Shared
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import StoreUnavailable
from bot.in_order import InFlight
from bot.ports import Clock
from bot.sealing import CannotOpen
from bot.takers import Takers


log = structlog.get_logger(__name__)

STRANGE = "ignored:another_workspace"
LIMITED = "ignored:app_rate_limited"


class Switchboard(AsyncMiddleware):
    """Bolt's only middleware: it answers everything, so nothing that Slack sends ends in a 404.

    `counts` says how much came of each kind, and what was ignored for which reason, over all workspaces.
    """

    def __init__(
        self,
        workspaces: SlackWorkspaces,
        takers: Takers,
        clock: Clock,
        *,
        lost: Lost,
        profile_changed: ProfileChanged | None = None,
        group_changed: GroupChanged | None = None,
    ) -> None:
        self.in_flight = InFlight()
        self.counts: Counter[str] = Counter()
        self._workspaces = workspaces
        self._shared = Shared(
            takers, clock, self.in_flight, self.counts, lost, profile_changed, group_changed
        )
        self._intakes: dict[str, Intake] = {}

    def __repr__(self) -> str:
        return f"<Switchboard, {self.counts.total()} taken, {self.in_flight!r}>"

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002  # Bolt passes it by this name
    ) -> BoltResponse:
        """Take what Bolt has read."""
        return await self.take(req.body)

    async def take(self, body: dict[str, Any]) -> BoltResponse:
        """Take what came. Answers 500 if it could not be stored, 503 while we start or close."""
        if self.in_flight.closing:
            return BoltResponse(status=503)
        # The challenge must be met while the app is being set up, when there may be no token yet that works.
        if body.get("type") == "url_verification" and isinstance(body.get("challenge"), str):
            return BoltResponse(status=200, body={"challenge": body["challenge"]})
        if not self._workspaces.started:
            return BoltResponse(status=503)
        if body.get("type") == "app_rate_limited":
            self.counts[LIMITED] += 1
            log.warning("slack_rate_limited", since=body.get("minute_rate_limited"))
            return BoltResponse(status=200)
        try:
            platform = await self._addressed(body)
        except (StoreUnavailable, CannotOpen) as error:
            log.warning("slack_workspace_not_read", error=str(error))
            return BoltResponse(status=500)
        if platform is None:
            return self._strange(body)
        if body.get("type") == "event_callback":
            self._workspaces.heard(platform.me.team)
        return await self._intake(platform).take(body)

    async def _addressed(self, body: dict[str, Any]) -> SlackPlatform | None:
        named = addressees(body)
        for team in named:
            if platform := await self._workspaces.find(team):
                return platform
        return None if named else self._workspaces.only_one()

    def _intake(self, platform: SlackPlatform) -> Intake:
        """The intake of a workspace; another one when it was installed anew."""
        team = platform.me.team
        known = self._intakes.get(team)
        if known is None or known.platform is not platform:
            known = self._intakes[team] = Intake(platform, self._shared)
        return known

    def _strange(self, body: dict[str, Any]) -> BoltResponse:
        """Leave aside what is for nobody here: 200, or Slack would send it again, and in the end switch events off."""
        self.counts[STRANGE] += 1
        log.debug("slack_ignored", why="another_workspace")
        if "command" in body:
            return BoltResponse(status=200, body={"response_type": "ephemeral", "text": ELSEWHERE})
        return BoltResponse(status=200)


def addressees(body: dict[str, Any]) -> list[str]:
    """Slack's ids of the workspaces for which something was sent. None: it does not say, or has no shape that we know.

    In shared channels an event's own `team_id` may be the other side's: its `authorizations` go before.
    """
    match body:
        case {"type": "event_callback", "authorizations": [{"team_id": str()}, *_] as granted}:
            return [
                each["team_id"] for each in granted if isinstance(each, dict) and _is_id(each.get("team_id"))
            ]
        case {"team": {"id": str(team)}} | {"team_id": str(team)} if team:
            return [team]
        case _:
            return []


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(value)
