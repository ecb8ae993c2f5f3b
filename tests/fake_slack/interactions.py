"""trigger_ids and response_urls: what an interaction entitles the app to.

https://docs.slack.dev/interactivity/handling-user-interaction: a trigger_id is good once and for 3 seconds, a
response_url 5 times within 30 minutes.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from tests.fakes.clock import Clock

from .errors import Refused
from .settings import Settings
from .world import Channel, Json, Message, User, Workspace, World


RESPONSE_URL_USES = 5
RESPONSE_URL_LIFE = 30 * 60.0


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of an interaction. Not `ok`: the person sees that something went wrong."""

    ok: bool
    status: int = 0
    text: str = ""
    errors: Json = field(default_factory=dict)
    body: Json | None = None
    reason: str = ""


@dataclass(kw_only=True)
class Trigger:
    user: User
    until: float
    used: bool = False


@dataclass(kw_only=True)
class ResponseUrl:
    channel: Channel
    user: User
    message: Message | None
    until: float
    uses: int = 0


class Interactions:
    def __init__(self, world: World, clock: Clock, settings: Settings) -> None:
        self._world, self._clock, self._settings = world, clock, settings
        self._triggers: dict[str, Trigger] = {}
        self._urls: dict[str, ResponseUrl] = {}

    def trigger(self, user: User) -> str:
        trigger_id = self._world.ids.trigger(user.team.id)
        life = self._clock.human(self._settings.trigger_life)
        self._triggers[trigger_id] = Trigger(user=user, until=self._clock.now() + life)
        return trigger_id

    def exchange(self, trigger_id: object, team: Workspace) -> User:
        """The user for whom a view may be opened; raises Refused if the trigger is unknown, used or too old."""
        trigger = self._triggers.get(str(trigger_id))
        if trigger is None or trigger.user.team is not team:
            raise Refused("invalid_trigger_id")
        if trigger.used:
            raise Refused("exchanged_trigger_id")
        trigger.used = True
        if self._clock.now() > trigger.until:
            raise Refused("expired_trigger_id")
        return trigger.user

    def response_path(self, channel: Channel, user: User, message: Message | None) -> str:
        key = secrets.token_urlsafe(18)
        until = self._clock.now() + RESPONSE_URL_LIFE
        self._urls[key] = ResponseUrl(channel=channel, user=user, message=message, until=until)
        return f"/response/{user.team.id}/{key}"

    def use(self, key: str) -> ResponseUrl:
        """Count a use of a response_url; raises Refused."""
        url = self._urls.get(key)
        if url is None:
            raise Refused("invalid_url")
        if self._clock.now() > url.until:
            raise Refused("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise Refused("used_url")
        url.uses += 1
        return url
