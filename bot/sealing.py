"""Encryption of what is stored: whoever reads the store, or a copy of it, reads none of it.

Fernet of the library cryptography: AES in CBC mode, authenticated by HMAC, so nothing that was changed is opened.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.errors import OurMistake


class CannotOpen(OurMistake):
    """Raised when none of the keys opens what was sealed, or somebody changed it."""


class Seal:
    """Seals with the first key, and opens with any: the others are on their way out.

    A key is any text that nobody can guess, of 32 characters or more; `purpose` keeps its uses apart.
    """

    def __init__(self, keys: Sequence[str], purpose: str) -> None:
        if not keys:
            raise ValueError("a seal needs a key")
        made = [_fernet(key, purpose) for key in keys]
        self._first = made[0]
        self._all = MultiFernet(made)

    def close(self, data: bytes) -> bytes:
        """Seal it. Twice the same makes two that differ."""
        return self._first.encrypt(data)

    def open(self, sealed: bytes) -> bytes:
        """Open it. Raises `CannotOpen`."""
        try:
            return self._all.decrypt(sealed)
        except InvalidToken as error:
            raise CannotOpen("no key of ours opens this") from error

    def is_current(self, sealed: bytes) -> bool:
        """Say whether it was sealed with the first key."""
        try:
            self._first.decrypt(sealed)
        except InvalidToken:
            return False
        return True


def _fernet(key: str, purpose: str) -> Fernet:
    """Make a key of 32 bytes out of a text: https://www.rfc-editor.org/rfc/rfc5869."""
    derived = HKDF(SHA256(), 32, salt=None, info=f"threadline {purpose}".encode()).derive(key.encode())
    return Fernet(urlsafe_b64encode(derived))
