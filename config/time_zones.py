"""Time zones by their names in the database of IANA."""

from __future__ import annotations

import difflib
from functools import cache
from zoneinfo import available_timezones


def time_zone_remedy(name: str) -> str | None:
    """Say what to write instead of a time zone that nobody knows; None if it is known."""
    known = _known()
    if name in known:
        return None
    folded = {zone.casefold(): zone for zone in known} | {
        zone.rpartition("/")[2].casefold(): zone for zone in known
    }
    near = difflib.get_close_matches(name.casefold(), folded, n=1)
    return f"Write {folded[near[0]]}." if near else "Write for example Europe/Stockholm."


@cache
def _known() -> frozenset[str]:
    """Every name: read once, for the database is a folder of files."""
    return frozenset(available_timezones())
