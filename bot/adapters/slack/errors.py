"""What Slack's answers, and their absence, mean for delivery: one context manager around every call.

::

    429                                               Throttled: not posted
    connection refused, no such host, TLS failure     Unreachable: not posted
    connection lost, timeout, 5xx, HTML, internal     InDoubt: perhaps posted
    channel, thread or person is gone                 Refused(gone): not posted, for good
    an optional scope was not granted                 Refused: not posted, for good
    token or scopes are broken                        Throttled(workspace): nothing is lost, everything waits for the admin
    any other error                                   Refused: not posted, for good
"""

from __future__ import annotations

from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot import pauses
from bot.adapters.slack.scopes import OPTIONAL
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable


log = structlog.get_logger(__name__)

BROKEN_PAUSE = 30.0
"""Seconds until a broken installation is tried again."""

IN_DOUBT = frozenset({"internal_error", "fatal_error", "request_timeout", "service_unavailable"})
AGENT_GONE = frozenset(
    {"user_disabled", "user_not_found", "users_not_found", "user_not_visible", "cannot_dm_bot"}
)
PLACE_GONE = frozenset({
    "channel_not_found", "not_in_channel", "is_archived", "is_inactive", "cannot_reply_to_message", "thread_not_found",
    "message_not_found", "cant_update_message", "restricted_action", "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel", "restricted_action_non_threadable_channel",
    "restricted_action_thread_locked", "messages_tab_disabled", "channel_type_not_supported",
})  # fmt: skip
PAYLOAD = frozenset({
    "msg_too_long", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "no_text", "metadata_too_large",
    "invalid_metadata_format", "invalid_metadata_schema",
})  # fmt: skip
"""Certain, and a mistake in what we sent."""
TOKEN_BROKEN = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "not_allowed_token_type",
})  # fmt: skip
BROKEN = TOKEN_BROKEN | {
    "missing_scope", "no_permission", "access_denied", "org_login_required", "ekm_access_denied",
    "team_access_not_granted", "two_factor_setup_required",
}  # fmt: skip


class PayloadRefused(Refused):
    """Raised when Slack finds a mistake in our text or blocks. A simpler message may pass."""


class outcomes:  # noqa: N801  reads as what it does where it stands
    """Turn whatever a call of `method` raises into a `PlatformError`. No answer text is kept: it may quote a visitor."""

    __slots__ = ("_method",)

    def __init__(self, method: str) -> None:
        self._method = method

    def __enter__(self) -> None:
        """Nothing is needed. A class, because a generator costs more, and posts go through here."""

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """An error of a connection is one of the first two kinds, or came too late to be certain."""
        match error:
            case SlackApiError():
                raise answered(self._method, error) from error
            case aiohttp.ClientConnectorError() | aiohttp.ConnectionTimeoutError():
                raise Unreachable(f"{self._method}: {type(error).__name__}") from error
            # TimeoutError is an OSError; the SDK reads an answer that is no text as text.
            case aiohttp.ClientError() | OSError() | UnicodeDecodeError():
                raise InDoubt(f"{self._method}: {type(error).__name__}") from error
            case _:
                pass


def answered(method: str, error: SlackApiError) -> PlatformError:
    """Say what an answer means that is not ``"ok": true``."""
    # The SDK passes its own response or, for a body that is no JSON, the one of aiohttp.
    response: Any = error.response
    status = getattr(response, "status_code", getattr(response, "status", 0))
    name = error_name(error)
    if status == 429 or name == "ratelimited":
        return Throttled(_retry_after(response))
    if not name or status >= 500 or name in IN_DOUBT:
        return InDoubt(f"{method}: {name or 'no JSON'} with status {status}")
    needed = response.data.get("needed", "")
    if name == "missing_scope" and needed in OPTIONAL:
        return Refused(f"{name}: {needed}")
    if name in BROKEN:
        log.error("slack_installation_broken", method=method, error=name, needed=needed, remedy=remedy(name))
        return Throttled(BROKEN_PAUSE, scope="workspace")
    if name in PAYLOAD:
        log.error("slack_refused_our_payload", method=method, error=name)
        return PayloadRefused(name)
    if name in PLACE_GONE:
        return Refused(name, gone=True)
    return Refused(name, gone=name in AGENT_GONE, tell="agent" if name == "user_not_in_channel" else "admin")


def error_name(error: SlackApiError) -> str:
    """Slack's word for what is wrong; empty if its answer was no JSON object."""
    data = getattr(error.response, "data", None)
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def remedy(name: str) -> str:
    """Say what an admin does about a broken installation."""
    if name == "missing_scope":
        return "Add the scope under OAuth & Permissions, then reinstall the app to the workspace."
    if name in TOKEN_BROKEN:
        return (
            "Copy the Bot User OAuth Token from OAuth & Permissions into THREADLINE_SLACK_BOT_TOKEN "
            "(reinstall the app first if it was removed), then restart."
        )
    return "Ask an owner of the workspace to permit the app."


def _retry_after(response: Any) -> float:
    return pauses.asked_for(str(response.headers.get("Retry-After", "")))
