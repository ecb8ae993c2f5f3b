"""The limits of a workspace, which its channels share, and of a channel: who waits for a call, and is not to try in vain."""

from __future__ import annotations

from bot.ports import Call, Lease, Outbox, Scope, ThreadPlatform


RESTS: dict[Call, Scope] = {
    "post": "channel",
    "file": "channel",
    "whisper": "conversation",
    "card": "conversation",
}
"""What rests while a call waits. A card or a whisper is no reason for the words of others to wait."""


class NotYet(Exception):
    """Raised when a call must wait, `after` seconds, so that a limit is kept. Nothing was sent now.

    `in_doubt` says that something was before, of which nobody knows whether it arrived.
    """

    def __init__(self, after: float, scope: Scope, *, in_doubt: bool) -> None:
        super().__init__(f"the limit leaves room in {after:g} s")
        self.after = after
        self.scope: Scope = scope
        self.in_doubt = in_doubt


async def admit(
    outbox: Outbox, platform: ThreadPlatform, lease: Lease, call: Call, *, in_doubt: bool
) -> None:
    """Return when the call may be made now. Raises `NotYet`, and `StoreUnavailable`."""
    of_workspace, of_channel = platform.limits.get(call), platform.channel_limits.get(call)
    if of_workspace is None and of_channel is None:
        return
    if wait := await outbox.admit(lease, call, of_workspace, of_channel):
        scope = "cards" if call == "card" and of_channel else RESTS[call]
        raise NotYet(wait, scope, in_doubt=in_doubt)
