"""The rows of Teams' own faults."""

from __future__ import annotations

from tests.faults.reverts.change import Change, Revert
from tests.faults.reverts.everywhere import EVENTS_ONCE, ONCE


DOUBT = "bot/delivery/doubt.py"
ERRORS = "bot/adapters/teams/errors.py"
CONNECTOR = "bot/adapters/teams/connector.py"
GATEWAY = "bot/adapters/teams/gateway.py"

MARKED = Change(DOUBT, "held.again = True", "held.again = False")
"""A post that nobody can look for is marked where it is sent once more."""
LATER_IN_THREADS = Change(
    "bot/delivery/posting.py",
    "except Refused as refused:",
    "except (Refused, Throttled) as error:\n    refused = Refused(str(error))",
)
"""Who is told to come later comes later. In threads alone: without answers to commands nobody could be hired."""
LATER_WITHOUT_A_TIME = Change(
    ERRORS,
    "return Throttled(_retry_after(answer))",
    'return Throttled(_retry_after(answer)) if "Retry-After" in answer.headers else Refused(what)',
)
"""Also who is not told when."""
LATER_BY_412 = Change(ERRORS, "if status in (429, 412):", "if status == 429:")
"""Of Teams' two ways to say so, each is understood."""
MAY_HAVE_COME = Change(
    ERRORS,
    "if status >= 500 or status == 408:",
    "if status >= 500:\n    return Unreachable(what)\nif status == 408:",
)
"""An answer of 5xx says nothing of whether it was posted."""
NOT_FOR_GOOD = Change(
    ERRORS,
    "if status >= 500 or status == 408:",
    "if status >= 500:\n    return Refused(what)\nif status == 408:",
)
"""Nor is it a refusal for good."""
UNREACHABLE = Change(
    ERRORS,
    'raise Unreachable(f"{self._method}: {type(error).__name__}") from error',
    "raise Refused(type(error).__name__) from error",
)
BROKE_OFF = Change(
    ERRORS,
    'raise InDoubt(f"{self._method}: {type(error).__name__}") from error',
    'raise Unreachable(f"{self._method}: {type(error).__name__}") from error',
)
"""A call that broke off may have had its effect."""
NO_REFUSAL = Change(
    ERRORS,
    'raise InDoubt(f"{self._method}: {type(error).__name__}") from error',
    "raise Refused(type(error).__name__) from error",
)
"""Nor was it refused: it is sent once more."""
NO_ANSWER = Change(
    CONNECTOR,
    'raise InDoubt(f"{method}: a page of somebody between us")',
    'from bot.errors import Refused\nraise Refused("a page of somebody between us")',
)
"""A page is no answer of Teams'."""
BELIEVED_AT_ONCE = Change(
    ERRORS,
    "if status == 404 and not again and code not in NOBODY:",
    "if status == 404 and again and code not in NOBODY:",
)
"""What is missing once may be there."""
RENEWED = Change(CONNECTOR, "if answer.status == 401:", "if answer.status == 401 and not token:")
"""A token that was refused is replaced."""
REFUSED_TOKEN = Change(ERRORS, 'return Throttled(BROKEN_PAUSE, scope="workspace")', "return Refused(what)")
"""Without a token that is good everything waits."""
LOOKED_AGAIN = Change(
    GATEWAY, "await self._look_again(key_id)", 'raise PermissionError("a key that is not known")'
)
"""A key that is not known is looked for."""
NOT_PROVEN_YET = Change(
    GATEWAY,
    'raise Rejected(503, "the signing keys cannot be fetched") from error',
    'raise Rejected(401, "the signing keys cannot be fetched") from error',
)
"""What cannot be proven now comes again."""
MOVED = Change(GATEWAY, 'await self._addresses.learn(tenant, activity["serviceUrl"])', "")
"""The newest address is where the connector is."""
NOTED = Change("bot/adapters/teams/intake.py", "return what in self._done", "return False")
"""What was done a moment ago is not done again, and the store is not asked."""
GONE_ON = (
    Change("bot/adapters/teams/intake.py", "await self._lost(lost)", ""),
    Change("bot/delivery/posting.py", "if refused.gone:", "if refused.gone and not refused.reason:"),
)
"""What goes on in a place that is lost goes on elsewhere, whoever hears of it first."""


def on_teams(*changes: Change, also: tuple[str, ...] = (), seconds: float = 20.0, seed: int = 1) -> Revert:
    """A row whose agents are in Teams."""
    return Revert(changes, also=also, seconds=seconds, seed=seed, platform="teams")


TABLE: dict[str, Revert] = {
    "lines to Teams cut": on_teams(BROKE_OFF, also=("Teams: slow",)),
    "lines to Teams half-open": on_teams(BROKE_OFF, also=("Teams: slow",), seconds=30),
    "lines from Teams cut": on_teams(EVENTS_ONCE, NOTED, also=("the store slow",)),
    "lines from Teams half-open": on_teams(EVENTS_ONCE, NOTED, also=("the store slow",)),
    "Teams dark": on_teams(UNREACHABLE),
    "Teams down for an hour": on_teams(UNREACHABLE),
    "Teams: 429": on_teams(LATER_IN_THREADS),
    "Teams: 429 without Retry-After": on_teams(LATER_WITHOUT_A_TIME),
    "Teams: 412": on_teams(LATER_BY_412),
    "Teams: 404 once": on_teams(BELIEVED_AT_ONCE),
    "Teams: 500": on_teams(NOT_FOR_GOOD),
    "Teams: 502 as HTML": on_teams(NOT_FOR_GOOD),
    "Teams: 504": on_teams(NOT_FOR_GOOD),
    "Teams: 200 as HTML": on_teams(NO_ANSWER),
    "Teams: reset before storing": on_teams(NO_REFUSAL),
    "Teams: reset after storing": on_teams(MARKED, seconds=8),
    "Teams: 500 after storing": on_teams(MAY_HAVE_COME),
    "Teams: no id after storing": on_teams(MARKED, seconds=8),
    "Teams: hangs before storing": on_teams(NO_REFUSAL),
    "Teams: hangs after storing": on_teams(MARKED, seconds=8),
    "Teams: slow": on_teams(BROKE_OFF, also=("lines to Teams cut",), seconds=30),
    "Teams' keys rotate": on_teams(LOOKED_AGAIN),
    "Teams' keys cannot be had": on_teams(NOT_PROVEN_YET),
    "Teams' keys are slow": on_teams(NOT_PROVEN_YET),
    "the login refuses for a while": on_teams(REFUSED_TOKEN),
    "the login is slow": on_teams(RENEWED, REFUSED_TOKEN),
    "the tokens are revoked": on_teams(RENEWED, REFUSED_TOKEN),
    "Teams' address changes": on_teams(MOVED),
    "Teams waits for no answer": on_teams(ONCE, NOTED),
    "the app removed and installed again": on_teams(*GONE_ON, seconds=30),
}
