"""How long a platform asks us to wait: what its ``Retry-After`` says. Pure."""

from __future__ import annotations

import re


DEFAULT_PAUSE = 5.0
"""Seconds, where it says nothing that can be read."""
LONGEST_PAUSE = 300.0
"""Seconds that are believed: platforms ask for a few, and a proxy's mistake must not silence a channel."""

_SECONDS = re.compile(r"[0-9]+(\.[0-9]+)?")
"""RFC 9110, 10.2.3, knows whole ones; some servers write fractions."""


def asked_for(retry_after: str) -> float:
    """Seconds to wait."""
    written = retry_after.strip()
    return min(float(written), LONGEST_PAUSE) if _SECONDS.fullmatch(written) else DEFAULT_PAUSE
