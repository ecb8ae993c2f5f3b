"""What Teams' answers, and their absence, mean for delivery: one context manager around every call.

::

    429, 412                                    Throttled: not posted
    connection refused, no such host, TLS       Unreachable: not posted
    a kept connection that had ended            likewise
    a redirect, which we never follow           Unreachable: not posted
    connection lost, timeout, 408, 5xx, HTML    InDoubt: perhaps posted, and so without an id
    404 that says of nothing that it is missing Unreachable: not posted
    404 for the first time                      Throttled: about one in a hundred is a mistake of theirs
    403, 404 again                              Refused(gone): not posted, for good
    413                                         TooLarge: halves may pass
    401 with a token that is fresh              Throttled(workspace): nothing is lost, everything waits for the admin
    login refuses us                            likewise
    any other 4xx                               Refused: not posted, for good
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import aiohttp
import msgspec
import structlog

from bot import pauses
from bot.errors import (
    InDoubt,
    PeerMistake,
    PlatformError,
    Refused,
    StoreUnavailable,
    Throttled,
    Unreachable,
)


log = structlog.get_logger(__name__)

MISSING_PAUSE = 2.0
"""Seconds until a 404 is believed, if it comes again."""
BROKEN_PAUSE = 30.0
"""Seconds until a bot that is not registered, or whose login was refused, tries again."""

NOBODY = frozenset({"MemberNotFoundInConversation", "BotNotInConversationRoster"})
"""A 404 that says who is not there is believed at once."""
NOWHERE = frozenset({"", "NotFound"})
"""What is missing is the address itself, as after the connector has moved: it says nothing of the conversation."""

UNSENT = "Cannot write to closing transport"
"""What aiohttp says where a kept connection ended before the whole request was written: nobody has acted on a part of it."""


class TooLarge(Refused):
    """Raised when a message is larger than Teams takes. Its halves may pass."""


class LoginRefused(Refused):
    """Raised when the login gives us no token. `reason` names the variable that is wrong, and the remedy."""


class Rejected(PeerMistake):
    """Raised when a request does not come from Teams, or not from an allowed tenant. `status` is the HTTP answer."""

    code = "bad_token"

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class Answer(NamedTuple):
    """An answer of the connector or of Graph."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def object(self) -> dict[str, Any]:
        """The JSON object in it; empty where there is none: errors may be HTML."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, Any])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return {}

    @property
    def code(self) -> str:
        """The word for what is wrong, ``{"error": {"code": …}}``; '' where there is none."""
        error = self.object.get("error")
        return str(error.get("code", "")) if isinstance(error, dict) else ""


class outcomes:  # noqa: N801  reads as what it does where it stands
    """Turn whatever a call of `method` raises into a `PlatformError`."""

    __slots__ = ("_method",)

    def __init__(self, method: str) -> None:
        self._method = method

    def __enter__(self) -> None:
        """Nothing is needed. A class, because a generator costs more, and posts go through here."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """An error of a connection is one of the first two kinds, or came too late to be certain."""
        match error:
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError() | aiohttp.InvalidURL():
                raise Unreachable(f"{self._method}: {type(error).__name__}") from error
            case aiohttp.ClientOSError(__cause__=aiohttp.ClientConnectionResetError() as cause) if (
                UNSENT in str(cause)
            ):
                raise Unreachable(f"{self._method}: the connection was closed before") from error
            case aiohttp.ClientError() | OSError():  # TimeoutError is an OSError
                raise InDoubt(f"{self._method}: {type(error).__name__}") from error
            case _:
                pass


@contextmanager
def store_asked() -> Iterator[None]:
    """Turn a store that did not answer, before anything was sent, into the error by which delivery tries again."""
    try:
        yield
    except StoreUnavailable as error:
        raise Unreachable(str(error) or "the store does not answer") from error


def said(method: str, answer: Answer, *, again: bool = False) -> PlatformError:
    """Say what an answer means that is not a 2xx. `again` is whether the place was missing before. No text is kept."""
    status, code = answer.status, answer.code
    what = f"{method}: {status} {code}".rstrip()
    if status in (429, 412):
        return Throttled(_retry_after(answer))
    if status < 400:
        return Unreachable(what)
    if status >= 500 or status == 408:
        return InDoubt(what)
    if status == 404 and code in NOWHERE:
        return Unreachable(what)
    if status == 404 and not again and code not in NOBODY:
        return Throttled(MISSING_PAUSE)
    if status in (403, 404):
        return Refused(what, gone=True)
    if status == 413:
        return TooLarge(what)
    if status == 401:
        log.error("teams_refuses_our_token", method=method, error=code, remedy=UNREGISTERED)
        return Throttled(BROKEN_PAUSE, scope="workspace")
    log.error("teams_refused_our_request", method=method, status=status, error=code)
    return Refused(what)


UNREGISTERED = (
    "Compare THREADLINE_TEAMS_APP_ID with the Microsoft App ID under Configuration of the Azure Bot, "
    "and see that its channel Microsoft Teams is on."
)


def _retry_after(answer: Answer) -> float:
    return pauses.asked_for(answer.headers.get("Retry-After", ""))
