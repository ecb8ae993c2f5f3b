"""How the connector refuses: an HTTP status and {"error": {"code": ..., "message": ...}}."""

from __future__ import annotations

from aiohttp import web

from tests.fakes.playing import PAGE


CODES = {
    "BadSyntax": 400,
    "BadArgument": 400,
    "Unauthorized": 401,
    "BotNotRegistered": 401,
    "BotDisabledByAdmin": 403,
    "BotNotInConversationRoster": 403,
    "ConversationBlockedByUser": 403,
    "MessageWritesBlocked": 403,
    "ForbiddenOperationException": 403,
    "ActivityNotFoundInConversation": 404,
    "ConversationNotFound": 404,
    "MemberNotFoundInConversation": 404,
    "TeamNotFound": 404,
    "NotFound": 404,
    "InvalidAuthenticationToken": 401,
    "Authorization_RequestDenied": 403,
    "ImageNotFound": 404,
    "Request_ResourceNotFound": 404,
    "RequestTimeout": 408,
    "PreconditionFailed": 412,
    "MessageSizeTooBig": 413,
    "TooManyRequests": 429,
    "ServiceError": 500,
    "BadGateway": 502,
    "ServiceUnavailable": 503,
    "GatewayTimeout": 504,
}
"""https://learn.microsoft.com/microsoftteams/platform/bots/build-a-bot#status-codes-from-bot-conversational-apis, Graph's included."""


class Refused(Exception):
    """Raised when Teams would answer with an error. `html` makes its body a page, as of a proxy before Teams."""

    def __init__(
        self, code: str, message: str = "", *, retry_after: int | None = None, html: bool = False
    ) -> None:
        super().__init__(f"{code}: {message}" if message else code)
        self.code = code
        self.message = message or code
        self.retry_after = retry_after
        self.html = html

    @property
    def status(self) -> int:
        return CODES[self.code]

    def answer(self) -> web.Response:
        """The response."""
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        if self.html:
            return web.Response(text=PAGE, status=self.status, content_type="text/html", headers=headers)
        body = {"error": {"code": self.code, "message": self.message}}
        return web.json_response(body, status=self.status, headers=headers)
