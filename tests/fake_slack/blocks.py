"""Checks blocks as the Web API does: types, counts, lengths, ids.

Limits: https://docs.slack.dev/reference/block-kit/blocks and .../block-elements, .../composition-objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .elements import IN_ACTIONS, IN_SECTIONS, INPUTS, Check, element, image, text, too_long
from .world import Json


MESSAGE_BLOCKS = 50
SURFACE_BLOCKS = 100
TOTAL_CHARACTERS = 13_200
"""Of all blocks of a message together; measured by others: slackapi/bolt-js issue 2509."""


def _section(block: Json, at: str) -> Iterator[str]:
    fields = block.get("fields")
    if "text" not in block and not fields:
        yield f"must define either text or fields [json-pointer:{at}]"
    if "text" in block:
        yield from text(block["text"], 3000, f"{at}/text")
    if fields is not None:
        yield from _counted(fields, 1, 10, f"{at}/fields")
        for number, value in enumerate(fields):
            yield from text(value, 2000, f"{at}/fields/{number}")
    if "accessory" in block:
        yield from element(block["accessory"], f"{at}/accessory", IN_SECTIONS)


def _counted(values: Any, least: int, most: int, at: str) -> Iterator[str]:
    if not isinstance(values, list) or not least <= len(values) <= most:
        yield f"must contain {least} to {most} items [json-pointer:{at}]"


def _actions(block: Json, at: str) -> Iterator[str]:
    elements = block.get("elements")
    yield from _counted(elements, 1, 25, f"{at}/elements")
    for number, value in enumerate(elements or []):
        yield from element(value, f"{at}/elements/{number}", IN_ACTIONS)


def _context(block: Json, at: str) -> Iterator[str]:
    elements = block.get("elements")
    yield from _counted(elements, 1, 10, f"{at}/elements")
    for number, value in enumerate(elements or []):
        if isinstance(value, dict) and value.get("type") == "image":
            yield from image(value, f"{at}/elements/{number}")
        else:
            yield from text(value, 3000, f"{at}/elements/{number}")


def _header(block: Json, at: str) -> Iterator[str]:
    yield from text(block.get("text"), 150, f"{at}/text", "plain_text")


def _image(block: Json, at: str) -> Iterator[str]:
    yield from image(block, at)
    if "title" in block:
        yield from text(block["title"], 2000, f"{at}/title", "plain_text")


def _input(block: Json, at: str) -> Iterator[str]:
    yield from text(block.get("label"), 2000, f"{at}/label", "plain_text")
    if "hint" in block:
        yield from text(block["hint"], 2000, f"{at}/hint", "plain_text")
    yield from element(block.get("element"), f"{at}/element", INPUTS)


def _markdown(block: Json, at: str) -> Iterator[str]:
    yield from too_long(block.get("text"), 12_000, f"{at}/text")


def _rich_text(block: Json, at: str) -> Iterator[str]:
    kinds = ("rich_text_section", "rich_text_list", "rich_text_preformatted", "rich_text_quote")
    elements = block.get("elements")
    if not isinstance(elements, list):
        yield f"missing required field: elements [json-pointer:{at}]"
        return
    for number, value in enumerate(elements):
        if value.get("type") not in kinds:
            yield f"unsupported type: {value.get('type')} [json-pointer:{at}/elements/{number}/type]"


def _nothing(_block: Json, _at: str) -> Iterator[str]:
    yield from ()


BLOCKS: dict[str, tuple[Check, set[str]]] = {
    # by type: (check, the surfaces that take it)
    "section": (_section, {"message", "modal", "home"}),
    "actions": (_actions, {"message", "modal", "home"}),
    "context": (_context, {"message", "modal", "home"}),
    "divider": (_nothing, {"message", "modal", "home"}),
    "header": (_header, {"message", "modal", "home"}),
    "image": (_image, {"message", "modal", "home"}),
    "input": (_input, {"message", "modal", "home"}),
    "markdown": (_markdown, {"message"}),
    "rich_text": (_rich_text, {"message", "modal", "home"}),
}


def problems(blocks: object, surface: str = "message") -> list[str]:
    """What is wrong with blocks on a surface: message, modal or home."""
    limit = MESSAGE_BLOCKS if surface == "message" else SURFACE_BLOCKS
    if not isinstance(blocks, list):
        return ["blocks must be an array [json-pointer:/blocks]"]
    found = []
    if len(blocks) > limit:
        found.append(f"no more than {limit} items allowed [json-pointer:/blocks]")
    for number, block in enumerate(blocks):
        found += _block(block, f"/blocks/{number}", surface)
    return [*found, *_repeated(blocks)]


def _block(block: object, at: str, surface: str) -> Iterator[str]:
    if not isinstance(block, dict) or surface not in BLOCKS.get(block.get("type", ""), (None, ()))[1]:
        kind = block.get("type") if isinstance(block, dict) else block
        yield f"unsupported type: {kind} [json-pointer:{at}/type]"
        return
    yield from too_long(block.get("block_id"), 255, f"{at}/block_id", required=False)
    yield from BLOCKS[block["type"]][0](block, at)


def _repeated(blocks: list[Any]) -> Iterator[str]:
    dicts = [block for block in blocks if isinstance(block, dict)]
    ids = [block["block_id"] for block in dicts if block.get("block_id")]
    yield from (
        f"block_id {i} already exists [json-pointer:/blocks]"
        for i in sorted({i for i in ids if ids.count(i) > 1})
    )
    for number, block in enumerate(dicts):
        within = block.get("elements", []) if block.get("type") == "actions" else []
        actions = [e.get("action_id") for e in within if isinstance(e, dict) and e.get("action_id")]
        if len(set(actions)) < len(actions):
            yield f"action_id already exists [json-pointer:/blocks/{number}/elements]"


def characters(blocks: list[Json]) -> int:
    """How much text the blocks hold together."""

    def count(value: object) -> int:
        if isinstance(value, dict):
            return sum(len(v) if k == "text" and isinstance(v, str) else count(v) for k, v in value.items())
        return sum(map(count, value)) if isinstance(value, list) else 0

    return count(blocks)
