"""Links to threads: those that Teams' menus copy, and ours. Pure.

https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/deep-link-teams: ``/l/message/<channel>/<message>``
with ``parentMessageId``, the message that the thread begins with. A chat with a bot has no links to its messages.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from bot.adapters.teams.names import is_channel, teams_channel, tenant_of, thread_in
from bot.ids import Person, ThreadRef, place, split_ref


WEB_URL = "https://teams.microsoft.com"
HOSTS = ("teams.microsoft.com", "teams.cloud.microsoft", "teams.microsoft.us", "gov.teams.microsoft.us")
"""Where Teams' links lead, in the clouds that there are."""

_PATH = re.compile(r"/l/message/(19:[A-Za-z0-9_.-]{1,200}@thread\.[a-z0-9]{1,20})/([0-9]{1,20})/?")
_ID = re.compile(r"[0-9]{1,20}")


def link_to(thread: ThreadRef, web_url: str = WEB_URL) -> str:
    """The link to a thread of a channel; '' to one in a chat."""
    channel, root = split_ref(thread)
    if not is_channel(channel):
        return ""
    where = quote(place(channel).name, safe="")
    asked = urlencode({"tenantId": tenant_of(channel), "parentMessageId": root})
    return f"{web_url.rstrip('/')}/l/message/{where}/{quote(root, safe='')}?{asked}"


def thread_at(link: str, seen_by: Person) -> ThreadRef | None:
    """The thread that a link leads to: by a reply's link too, which names the thread's first message."""
    try:
        parts = urlsplit(link)
        asked = parse_qs(parts.query)
    except ValueError:  # half an address of the sixth version, or a thousand questions
        return None
    found = _PATH.fullmatch(unquote(parts.path))
    if parts.scheme != "https" or parts.hostname not in HOSTS or found is None:
        return None
    [first] = asked.get("parentMessageId", [""])[:1]
    root = first if _ID.fullmatch(first) else found[2]
    channel = teams_channel(tenant_of(seen_by), found[1])
    return thread_in(channel, root) if is_channel(channel) else None
