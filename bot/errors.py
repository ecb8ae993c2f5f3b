"""Every error of our own, by guilt, and what each tells the caller to do.

::

    ThreadlineError
      OurMistake              a bug of ours: fail loudly, change nothing
        IllegalEvent            the conversation's table has no such transition
        UnknownKey              something that must be there is not
      PeerMistake             refuse, say why, keep serving others
        BadFrame                a visitor's frame is malformed
        BadToken                a visitor's token or a link is forged, expired or foreign
        BadIdentity             a website's signature below a visitor's identity is wrong or too old
        NotNow                  a well-formed wish that the conversation's state does not allow
        Blocked                 the visitor may not chat here
        BadInput                what a person typed is not valid; says what is expected
        BadFile                 a file is empty, too large, of a kind that is not taken, or harmful
      PlatformError           delivery decides by class alone
        Throttled(after)        certain: not posted; the channel or workspace rests for `after` seconds
        Unreachable             certain: not posted; try again later
        InDoubt                 posted or not, nobody knows: look before posting again
        Refused(tell)           certain and for good: not posted; tell `tell`
        CannotTell              a look-up for a post in doubt was itself not possible now
        CannotLook              this platform has no way to look for a post in doubt
      StoreUnavailable        the store cannot be reached or refuses to write: nothing was changed
        FilesUnavailable        files cannot be kept, or looked at for what is harmful, just now
      CannotStart             something outside is missing or wrong; the text says what to do

Errors of libraries are turned into these at the edge, in one place for each library.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal


class ThreadlineError(Exception):
    """The root: whatever we raise on purpose."""


class OurMistake(ThreadlineError):
    """Raised when our own code is wrong."""


class IllegalEvent(OurMistake):
    """Raised when an event has no transition from the conversation's state. Nothing was changed."""

    def __init__(self, state: str, event: str) -> None:
        super().__init__(f"{event} cannot happen while a conversation is {state}")
        self.state = state
        self.event = event


class UnknownKey(OurMistake):
    """Raised when a conversation, agent or thread that must exist is not in the store."""


class PeerMistake(ThreadlineError):
    """Raised when what came from outside cannot be accepted. `code` is its word on the wire."""

    code = "bad_frame"


class BadFrame(PeerMistake):
    """Raised when a visitor's frame is not what docs/protocol.md says."""


class BadToken(PeerMistake):
    """Raised when a signed token or link is forged, expired or made for another site."""

    code = "bad_token"


class BadIdentity(PeerMistake):
    """Raised when the website's word for who a visitor is cannot be believed."""

    code = "bad_identity"


class NotNow(PeerMistake):
    """Raised when the conversation is not in a state for this. The text is for the person who tried."""

    code = "not_now"


class Blocked(PeerMistake):
    """Raised when a visitor who is blocked wants to chat. The text is for them."""

    code = "blocked"


class BadInput(PeerMistake):
    """Raised when a person's input is not valid. `problems` maps each attribute to what is expected of it."""

    code = "bad_answer"

    def __init__(self, text: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.problems = dict(problems or {})


class BadFile(PeerMistake):
    """Raised when a file is not taken. The text is for the person who sent it."""

    code = "bad_file"


class PlatformError(ThreadlineError):
    """Raised when a platform did not do what it was asked."""


class Throttled(PlatformError):
    """Raised when the platform asked us to slow down. Nothing was posted."""

    def __init__(self, after: float, *, scope: Literal["channel", "workspace"] = "channel") -> None:
        super().__init__(f"told to wait {after:g} s by the {scope}")
        self.after = after
        self.scope = scope


class Unreachable(PlatformError):
    """Raised when the request certainly never reached the platform. Nothing was posted; try again later."""


class InDoubt(PlatformError):
    """Raised when the request was sent and its answer never came, or made no sense."""


class Refused(PlatformError):
    """Raised when the platform will not do this, however often it is asked.

    `gone` says that the whole place (channel, thread, person) cannot be reached any more;
    `tell` says who can mend it.
    """

    def __init__(self, reason: str, *, gone: bool = False, tell: Literal["agent", "admin"] = "admin") -> None:
        super().__init__(reason)
        self.reason = reason
        self.gone = gone
        self.tell = tell


class CannotTell(PlatformError):
    """Raised when the look-up for a post in doubt was refused or throttled; ask again after `after` seconds."""

    def __init__(self, reason: str, *, after: float = 1.0) -> None:
        super().__init__(reason)
        self.after = after


class CannotLook(PlatformError):
    """Raised when a platform has no way to look for a post in doubt: it is sent once more, as one that may stand there."""


class StoreUnavailable(ThreadlineError):
    """Raised when the store cannot be reached or refuses to write. Nothing was changed."""


class StoreRefusesUs(StoreUnavailable):
    """Raised when the store wants another password, or permits us too little: to wait does not mend that."""


class FilesUnavailable(StoreUnavailable):
    """Raised when a file cannot be kept, or cannot be looked at for what is harmful. Nothing was kept."""


class CannotStart(ThreadlineError):
    """Raised when the process must not start. The text names what is wrong and the remedy."""
