"""The methods of the Web API, in one table."""

from __future__ import annotations

from . import chat, conversations, files, people, reactions, surfaces, workspace
from .method import Method


METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **reactions.METHODS,
    **surfaces.METHODS,
    **workspace.METHODS,
}
"""oauth.v2.access and apps.connections.open take no bot token, so the server handles them itself."""
