"""What all sections of the settings have in common.

In a `Meta`, `extra` is for our own messages: a `unit`, an `allowed` where the pattern is no sentence, and a `check` that
answers with a remedy.
"""

from __future__ import annotations

from msgspec import Struct


class Section(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Some settings that belong together: a key of the file with keys below it."""
