"""The JSON Schema of the settings file, for editors that complete and check YAML.

`python -m config.schema` writes it anew; a test tells when that is due.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from config.settings import FileSettings


SCHEMA_FILE = Path(__file__).parent / "threadline.schema.json"


def settings_schema() -> bytes:
    """The schema as the file holds it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(FileSettings)}
    return msgspec.json.format(msgspec.json.encode(schema), indent=2) + b"\n"


if __name__ == "__main__":
    SCHEMA_FILE.write_bytes(settings_schema())
