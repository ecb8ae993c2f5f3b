"""Apps that are not ours, and write in the same channels."""

from __future__ import annotations

from . import mrkdwn, posting
from .ids import token
from .platform import Platform
from .world import Channel, Installation, Message, Workspace


class OtherApps:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._installed: dict[tuple[str, str], Installation] = {}

    def writes(self, text: str, channel: Channel, name: str, parent: Message | None) -> Message:
        app = self._app(channel.team, name)
        message = Message(
            channel=channel,
            ts=self._platform.world.ids.ts(),
            text=mrkdwn.from_app(text),
            user=app.bot_user,
            by=app,
            thread_ts=(parent.thread_ts or parent.ts) if parent else None,
        )
        posting.store(self._platform, message)
        return message

    def _app(self, team: Workspace, name: str) -> Installation:
        """An installation whose token our Slack does not know: nobody calls the Web API with it."""
        if (team.id, name) not in self._installed:
            ids = self._platform.world.ids
            bot_id = ids.new("B")
            user = self._platform.world.add_user(team, name, is_bot=True, bot_id=bot_id)
            self._installed[team.id, name] = Installation(
                team=team,
                app_id=ids.new("A"),
                bot_id=bot_id,
                bot_user=user.id,
                bot_token=token("xoxb"),
                scopes=set(),
            )
        return self._installed[team.id, name]
