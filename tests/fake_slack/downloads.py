"""Bytes: uploads, downloads and pictures."""

from __future__ import annotations

import hashlib

from aiohttp import web

from tests.fakes.picture import png

from .platform import Platform


LOGIN_PAGE = (
    "<!DOCTYPE html>\n<html><head><title>Slack</title></head><body>Something went wrong</body></html>"
)


class Downloads:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    async def upload(self, request: web.Request) -> web.Response:
        """The second step of an upload: as many bytes as were declared, raw or as the field `filename` of a form."""
        file = self._platform.world.files.get(request.match_info["file"])
        if file is None or file.uploaded:
            return web.Response(status=404, text="Not Found")
        if request.content_type == "multipart/form-data":
            part = next(iter((await request.post()).values()), b"")
            content = part.file.read() if isinstance(part, web.FileField) else str(part).encode()
        else:
            content = await request.read()
        if len(content) != file.declared:
            return web.Response(status=400, text=f"{file.declared} bytes were announced, {len(content)} came")
        file.content, file.uploaded = content, True
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.Response:
        """A private file. Without a token that may read it, Slack shows its login page, with status 200."""
        file_id = request.match_info["file"].partition("-")[2]
        file = self._platform.world.files.get(file_id)
        _, _, token = request.headers.get("Authorization", "").partition(" ")
        install = self._platform.world.tokens.get(token)
        allowed = install is not None and install.state == "ok" and "files:read" in install.scopes
        if file is None or install is None or not allowed:
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        shared = [install.team.channels[c] for c in file.shares if c in install.team.channels]
        if not any(install.bot_user in channel.members for channel in shared):
            return web.Response(text=LOGIN_PAGE, content_type="text/html")
        if self._platform.settings.file_redirects and "redirected" not in request.query:
            raise web.HTTPFound(f"{request.path}?redirected=1")
        return web.Response(body=file.content, content_type=file.mimetype)

    async def picture(self, request: web.Request) -> web.Response:
        """A profile picture: one colour, which depends on the user and the version."""
        name = f"{request.match_info['user']}/{request.match_info['version']}"
        return web.Response(body=png(hashlib.sha256(name.encode()).digest()[:3]), content_type="image/png")
