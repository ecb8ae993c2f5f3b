"""The secret that signs tokens and links, where the environment brings none: made once, kept beside the data."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import CannotStart


NAME = "secret"
LENGTH = 32


def secret_in(folder: Path) -> str:
    """Read the secret of a data directory; make it if there is none. Raises `CannotStart`."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return _read_or_make(folder / NAME)
    except OSError as error:
        remedy = "Set store.data_directory to a folder that can be written."
        raise CannotStart(f"Cannot keep a secret in {folder}: {error.strerror}. {remedy}") from error


def _read_or_make(path: Path) -> str:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = path.read_text(encoding="ascii").strip()
        if len(kept) < LENGTH:
            raise CannotStart(f"{path} holds no secret. Delete it, and another one is made.") from None
        return kept
    made = secrets.token_urlsafe(LENGTH)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(made)
        file.flush()
        os.fsync(file.fileno())
    return made
