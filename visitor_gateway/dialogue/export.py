"""A dialogue as its author would have written it: the way back from what is stored to a file. Pure."""

from __future__ import annotations

from typing import Any

import msgspec
import yaml

from visitor_gateway.dialogue.whole import Dialogue


def as_yaml(dialogue: Dialogue) -> str:
    """The text of a file that is read as this dialogue. Comments were never stored."""
    return yaml.dump(_plain(dialogue), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


def as_json(dialogue: Dialogue) -> str:
    """The same as JSON."""
    return msgspec.json.format(msgspec.json.encode(dialogue), indent=2).decode() + "\n"


class _Dumper(yaml.SafeDumper):
    """Writes each value out: a file with anchors is refused when it is read."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _plain(dialogue: Dialogue) -> Any:
    return msgspec.to_builtins(dialogue)
