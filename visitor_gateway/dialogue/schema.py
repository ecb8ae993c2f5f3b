"""The JSON Schema of dialogue files, made of the types of `whole.py`, for editors that complete and check YAML.

`python -m visitor_gateway.dialogue.schema` writes it anew; a test tells when that is due.
"""

from __future__ import annotations

from inspect import cleandoc
from pathlib import Path
from typing import Any

import msgspec

import config
from visitor_gateway.dialogue.whole import Dialogue


SCHEMA_FILE = Path(config.__file__).parent / "dialogues" / "dialogue.schema.json"
"""Beside the samples, which name it in their first line."""


def dialogue_schema() -> bytes:
    """The schema as the file holds it."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A dialogue of Threadline",
        **msgspec.json.schema(Dialogue),
    }
    return msgspec.json.format(msgspec.json.encode(_flush(schema)), indent=2) + b"\n"


def _flush(part: Any) -> Any:
    """The same with descriptions that begin at the margin, as editors show them."""
    match part:
        case dict():
            return {
                key: cleandoc(value) if key == "description" else _flush(value) for key, value in part.items()
            }
        case list() | tuple():
            return [_flush(entry) for entry in part]
        case _:  # names and numbers
            return part


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(dialogue_schema())
