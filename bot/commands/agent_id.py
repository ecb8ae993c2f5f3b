"""The id of an agent, made from the identity they are first added with. Pure."""

from __future__ import annotations

import hashlib
import re

from bot.ids import AgentId, Person, place


def agent_id(person: Person) -> AgentId:
    """Make the id of an agent: the same for the same person whenever it is made, and nobody else's.

    It has ASCII letters, digits, ``-`` and ``_`` only: it becomes part of addresses and of dialogue files.
    """
    parts = place(person)
    if all(part.isascii() and part.isalnum() for part in parts):
        return AgentId("-".join(parts))
    # What is left of other ids could be the same for two people; the digest cannot, nor look like the above.
    readable = re.sub(r"[^A-Za-z0-9]+", "-", person).strip("-")[:48]
    return AgentId(f"{readable}_{hashlib.sha256(person.encode()).hexdigest()[:12]}")
