"""Which version of a dialogue is live: what pushing, publishing, pausing and rolling back make of its record. Pure.

::

    push      the version becomes the draft; what is live stays live
    publish   the draft becomes live; without one, what was paused is live again
    pause     nothing of it is shown to new visitors; who has answered goes on
    roll back the version that was live before is live again; the last one is not, and no draft either

A record with no publication rules nothing but a pause: until the first one a file of the same id is what is live.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec.structs import replace

from bot.errors import BadInput
from bot.ids import Person


KEPT = 20
"""Publications that can be rolled back to."""

Status = Literal["draft", "published", "paused"]


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """A version that was made live, by whom, and when in milliseconds since 1970."""

    version: str
    by: Person
    at: int


class DialogueRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the store knows of a dialogue besides its content."""

    id: str
    name: str
    status: Status
    since: int
    """When the status began, milliseconds since 1970."""
    by: Person
    """Who gave it that status."""
    draft: str = ""
    """The version that was pushed last and is not live, or empty."""
    publications: tuple[Publication, ...] = ()
    """Oldest first; the last one is live unless the dialogue is paused."""

    @property
    def version(self) -> str:
        """The version that is live, or was when the dialogue was paused; empty before the first publication."""
        return self.publications[-1].version if self.publications else ""

    @property
    def versions(self) -> frozenset[str]:
        """The versions that are kept for it."""
        drafts = {self.draft} if self.draft else set[str]()
        return frozenset(drafts | {one.version for one in self.publications})


def pushed(
    record: DialogueRecord | None, dialogue: str, name: str, version: str, by: Person, at: int
) -> DialogueRecord:
    """Make a version the draft. Pushing what is live already leaves no draft."""
    if record is None:
        return DialogueRecord(id=dialogue, name=name, status="draft", since=at, by=by, draft=version)
    return replace(record, name=name, draft="" if version == record.version else version)


def published(record: DialogueRecord, by: Person, at: int) -> DialogueRecord | None:
    """Make the draft live; None for a dialogue that has only been paused: its file rules again. Raises `BadInput`."""
    if record.draft:
        publication = Publication(version=record.draft, by=by, at=at)
        publications = (*record.publications, publication)[-KEPT:]
        return replace(record, status="published", since=at, by=by, draft="", publications=publications)
    if record.status != "paused":
        raise BadInput(
            f"There is no draft of '{record.id}' to publish: version {record.version} is live. Push one first."
        )
    return replace(record, status="published", since=at, by=by) if record.publications else None


def paused(record: DialogueRecord | None, dialogue: str, name: str, by: Person, at: int) -> DialogueRecord:
    """Show it to no new visitor. Raises `BadInput`."""
    if record is None:
        return DialogueRecord(id=dialogue, name=name, status="paused", since=at, by=by)
    if record.status == "paused":
        raise BadInput(f"'{record.id}' is paused already. To go on: threadline dialogue publish {record.id}")
    return replace(record, status="paused", since=at, by=by)


def rolled_back(record: DialogueRecord, by: Person, at: int) -> DialogueRecord:
    """Make the version before live again. Raises `BadInput`."""
    if len(record.publications) < 2:
        raise BadInput(f"There is no earlier version of '{record.id}' to roll back to.")
    publications = record.publications[:-1]
    draft = "" if record.draft == publications[-1].version else record.draft
    return replace(record, status="published", since=at, by=by, draft=draft, publications=publications)
