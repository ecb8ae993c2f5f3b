"""Files that people sent in their chats: short-lived addresses that need no token, and must not be sent one."""

from __future__ import annotations

from aiohttp import web

from tests.fakes.journal import Call

from .answering import answer
from .errors import Refused
from .platform import Platform


class Downloads:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/download/{file}", self.download)]

    async def download(self, request: web.Request) -> web.StreamResponse:
        """https://learn.microsoft.com/microsoftteams/platform/bots/how-to/bots-filesv4#receive-files-in-personal-chat."""
        call = Call(method="download", args=dict(request.match_info), at=self._platform.clock.now())

        async def work() -> web.Response:
            if "Authorization" in request.headers:
                self._platform.offences.note("sent the bot's token to where files are kept")
            file = self._platform.world.files.get(request.match_info["file"])
            if file is None or file.token != request.query.get("tempauth"):
                raise Refused("NotFound")
            if self._platform.clock.now() > file.until:
                raise Refused("Unauthorized", "The address has expired.")
            return web.Response(body=file.content, content_type=file.mimetype)

        return await answer(self._platform, request, call, work)
