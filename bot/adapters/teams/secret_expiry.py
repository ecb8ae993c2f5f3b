"""When the client secret ends: the login does not tell before, so whoever made it writes the day down. Pure."""

from __future__ import annotations

from datetime import date

from bot.adapters.teams.login_errors import NEW_VALUE


WARNED_DAYS = 30
"""Before the day. Microsoft lets secrets live for two years at most."""


def expiry_warning(expires: str, today: date) -> str:
    """Say that the secret of `teams.password_expires`, a day like 2027-05-31 or '', ends soon; '' while there is time."""
    if not expires:
        return ""
    left = (date.fromisoformat(expires) - today).days
    if left > WARNED_DAYS:
        return ""
    when = f"in {left} days" if left > 1 else "tomorrow" if left == 1 else "today" if left == 0 else "already"
    return f"THREADLINE_TEAMS_PASSWORD expires {when} ({expires}). {NEW_VALUE} Write the new day into teams.password_expires."
