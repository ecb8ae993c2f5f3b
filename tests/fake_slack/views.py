"""Checks views. Limits: https://docs.slack.dev/reference/views."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from . import blocks, elements
from .errors import Refused, invalid
from .world import Json


LARGEST = 250_000
"""Bytes of a view as JSON."""
FIELDS = {
    "type", "title", "submit", "close", "blocks", "private_metadata", "callback_id", "external_id", "clear_on_close",
    "notify_on_close", "submit_disabled",
}  # fmt: skip


def checked(view: Any, *surfaces: str) -> Json:
    """The view, or Refused with what Slack says about it."""
    if isinstance(view, str):
        try:
            view = json.loads(view)
        except ValueError:
            raise invalid("invalid_arguments", "invalid view [json-pointer:/view]") from None
    if not isinstance(view, dict) or view.get("type") not in surfaces:
        raise invalid("invalid_arguments", f"must be one of: {', '.join(surfaces)} [json-pointer:/view/type]")
    if len(json.dumps(view)) > LARGEST:
        raise Refused("view_too_large")
    found = [*_surface(view), *blocks.problems(view.get("blocks"), view["type"])]
    if found:
        raise invalid("invalid_arguments", *found)
    return dict(view)


def _surface(view: Json) -> Iterator[str]:
    for unknown in sorted(set(view) - FIELDS):
        yield f"invalid additional property: {unknown} [json-pointer:/view]"
    yield from elements.too_long(view.get("private_metadata"), 3000, "/view/private_metadata", required=False)
    yield from elements.too_long(view.get("callback_id"), 255, "/view/callback_id", required=False)
    yield from elements.too_long(view.get("external_id"), 255, "/view/external_id", required=False)
    if view["type"] != "modal":
        return
    yield from elements.text(view.get("title"), 24, "/view/title", "plain_text")
    for name in ("submit", "close"):
        if name in view:
            yield from elements.text(view[name], 24, f"/view/{name}", "plain_text")
    takes_input = any(isinstance(b, dict) and b.get("type") == "input" for b in view.get("blocks") or ())
    if takes_input and "submit" not in view:
        yield "must define submit to use an input block in modals [json-pointer:/view]"
