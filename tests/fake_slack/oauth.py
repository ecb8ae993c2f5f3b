"""Installing the app by OAuth: https://docs.slack.dev/authentication/installing-with-oauth."""

from __future__ import annotations

import base64
import html
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web
from yarl import URL

from tests.fakes.journal import Call

from .errors import Refused
from .platform import Platform
from .world import Json, User


CODE_LIFE = 600.0


@dataclass(kw_only=True)
class Code:
    user: User
    scopes: set[str]
    redirect_uri: str
    until: float
    used: bool = False


class OAuth:
    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._codes: dict[str, Code] = {}

    def decide(self, url: str, user: User, *, allow: bool) -> str:
        """What a person decides on the consent page, and where their browser is sent. Raises Refused."""
        asked = URL(url).query
        if asked.get("client_id") != self._platform.world.app.client_id:
            raise Refused("invalid_client_id")
        if not asked.get("scope"):
            raise Refused("invalid_scope")
        back = asked.get("redirect_uri", "")
        answer = {"error": "access_denied"}
        if allow:
            code = secrets.token_urlsafe(16)
            scopes = set(asked["scope"].replace(" ", ",").split(","))
            until = self._platform.clock.now() + CODE_LIFE
            self._codes[code] = Code(user=user, scopes=scopes, redirect_uri=back, until=until)
            answer = {"code": code}
        return f"{back}?{urlencode({**answer, 'state': asked.get('state', '')})}"

    async def page(self, request: web.Request) -> web.Response:
        """The consent page."""
        scopes = html.escape(request.query.get("scope", ""))
        return web.Response(
            text=f"<!DOCTYPE html><title>Slack</title>Allow {scopes}?", content_type="text/html"
        )

    async def access(self, request: web.Request) -> web.Response:
        """oauth.v2.access. It answers no bot_id: that comes from auth.test."""
        form = dict(await request.post()) | dict(request.query)
        call = Call(
            method="oauth.v2.access", args=form, at=self._platform.clock.now(), status=200, outcome="ok"
        )
        self._platform.journal.calls.append(call)
        try:
            body = {"ok": True, **self._access(form, request.headers.get("Authorization", ""))}
        except Refused as refused:
            body = {"ok": False, "error": refused.error}
            call.outcome = refused.error
        return web.json_response(body)

    def _access(self, form: dict[str, Any], authorization: str) -> Json:
        client_id, secret = form.get("client_id"), form.get("client_secret")
        if authorization.startswith("Basic "):
            client_id, _, secret = base64.b64decode(authorization[6:]).decode().partition(":")
        app = self._platform.world.app
        if client_id != app.client_id:
            raise Refused("invalid_client_id")
        if secret != app.client_secret:
            raise Refused("bad_client_secret")
        code = self._codes.get(str(form.get("code")))
        if code is None or self._platform.clock.now() > code.until:
            raise Refused("invalid_code")
        if code.used:
            raise Refused("code_already_used")
        if code.redirect_uri != (form.get("redirect_uri") or ""):
            raise Refused("bad_redirect_uri")
        code.used = True
        install = self._platform.world.install(code.user.team, code.scopes)
        usual: Json = {
            "access_token": install.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(install.scopes)),
            "bot_user_id": install.bot_user,
            "app_id": install.app_id,
            "team": {"id": install.team.id, "name": install.team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": code.user.id},
        }
        return usual | self._platform.settings.granted
