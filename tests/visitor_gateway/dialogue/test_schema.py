"""The JSON Schema that editors complete and check dialogue files with."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
import yaml

from visitor_gateway.dialogue.cards import Card
from visitor_gateway.dialogue.schema import SCHEMA_FILE, dialogue_schema
from visitor_gateway.dialogue.whole import Dialogue


SCHEMA = msgspec.json.decode(dialogue_schema())


def test_the_schema_is_current() -> None:
    assert SCHEMA_FILE.read_bytes() == dialogue_schema(), (
        "python -m visitor_gateway.dialogue.schema writes it anew"
    )


def test_the_schema_has_every_card_with_its_type_and_what_it_is() -> None:
    for card in get_args(Card):
        written = SCHEMA["$defs"][card.__name__]
        assert written["properties"]["type"] == {"enum": [card.__struct_config__.tag]}
        assert written["description"]
        assert "\n    " not in written["description"]


def test_the_schema_refuses_unknown_fields_everywhere() -> None:
    assert all(part["additionalProperties"] is False for part in SCHEMA["$defs"].values())


@pytest.mark.parametrize("path", sorted(SCHEMA_FILE.parent.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_samples_are_written_as_the_types_say_without_our_own_reading_of_yaml(path: Path) -> None:
    data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert msgspec.convert(data, Dialogue).id == path.stem
