"""The links that Slack's menus copy: ``https://acme.slack.com/archives/C123/p1700000000123456?thread_ts=...``. Pure."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from bot.adapters.slack.identity import ID, PLATFORM
from bot.ids import Person, ThreadRef, channel, place, thread_ref


_PATH = re.compile(rf"/archives/({ID})/p([0-9]{{1,12}})([0-9]{{6}})/?")
"""Of a message: its channel, and its ts without the point."""
_TS = re.compile(r"[0-9]{1,12}\.[0-9]{6}")


def thread_at(link: str, seen_by: Person) -> ThreadRef | None:
    """The thread that a link leads to: by a reply's link too, which names the thread's first message."""
    try:
        parts = urlsplit(link)
        asked = parse_qs(parts.query)
    except ValueError:  # half an address of the sixth version, or a thousand questions
        return None
    found = _PATH.fullmatch(parts.path)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(".slack.com") or found is None:
        return None
    [first] = asked.get("thread_ts", [""])[:1]
    root = first if _TS.fullmatch(first) else f"{found[2]}.{found[3]}"
    return thread_ref(channel(PLATFORM, place(seen_by).workspace, found[1]), root)
