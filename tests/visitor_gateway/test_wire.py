"""docs/protocol.md, the types of wire.py and the entries of entries.py say the same. Each table of the page is read here."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from aiohttp import WSCloseCode
from hypothesis import Phase, find, given, settings

import visitor_gateway
from bot.conversation.transcript import visible
from bot.errors import BadFile, BadFrame, BadIdentity, BadInput, BadToken, Blocked, NotNow
from bot.events import AnyEvent, CardShown, Entry, FieldShown, snake_case
from bot.ids import EntryNumber
from tests.visitor_gateway.any_event import EVENTS, any_event
from visitor_gateway import connection, outlet, session, streams, wire, wishes
from visitor_gateway.entries import LONGEST_PAGE, newest, news, shown
from visitor_gateway.visits import HEARTBEAT, LONGEST_READ


PAGE = (Path(__file__).parents[2] / "docs" / "protocol.md").read_text("utf-8")
ROOT = Path(visitor_gateway.__file__).parent


def table(heading: str, column: int = 1) -> dict[str, str]:
    """The first table behind `heading`: its first column, and another one."""
    _, _, rest = PAGE.partition(heading)
    found = re.search(r"(?:^\|.*\n)+", rest, re.MULTILINE)
    assert found, f"no table behind {heading!r}"
    rows = [row.strip("|").split("|") for row in found[0].splitlines()[2:]]
    return {row[0].strip(" `"): row[column].strip() for row in rows}


def names(cell: str) -> set[str]:
    """The names in backticks of a cell, without those in brackets, which belong to the name before them."""
    return set(re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", cell)))


def in_brackets(cell: str, name: str) -> set[str]:
    """The names in the brackets behind a name."""
    found = re.search(rf"`{name}` \(([^)]*)\)", cell)
    assert found, f"{name} has no brackets in {cell!r}"
    return set(re.findall(r"`(\w+)`", found[1]))


def fields(kind: type[msgspec.Struct]) -> set[str]:
    return {field.encode_name for field in msgspec.structs.fields(kind)}


def frames(union: Any) -> dict[str, type[msgspec.Struct]]:
    return {str(kind.__struct_config__.tag): kind for kind in get_args(union)}


@pytest.mark.parametrize(
    ("heading", "union"),
    [("## What the client sends", wire.ClientFrame), ("## What the gateway sends", wire.ServerFrame)],
)
def test_the_page_has_the_frames_that_the_code_has(heading: str, union: Any) -> None:
    assert set(table(heading)) == set(frames(union))


@pytest.mark.parametrize(
    ("heading", "union"),
    [("## What the client sends", wire.ClientFrame), ("## What the gateway sends", wire.ServerFrame)],
)
def test_the_frames_have_the_fields_that_the_page_says(heading: str, union: Any) -> None:
    for word, kind in frames(union).items():
        expected = names(table(heading)[word])
        if word == "refused":
            expected |= {"after"}  # the table of codes speaks of it
        assert fields(kind) == expected, word


def test_what_hello_says_of_the_page_is_as_the_page_says() -> None:
    cell = table("## What the client sends")["hello"]
    assert in_brackets(cell, "page") == fields(wire.PageSaid)
    assert f"`protocol` ({session.PROTOCOL})" in cell


def test_every_code_that_the_code_says_is_on_the_page_and_the_other_way_round() -> None:
    said = {kind.code for kind in (BadFrame, BadToken, BadIdentity, NotNow, Blocked, BadInput, BadFile)}
    for module in (connection, outlet, session, wishes):
        assert module.__file__
        tree = ast.parse(Path(module.__file__).read_text("utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            said |= _code(call)
    assert set(table("`last` may be larger")) == said


def _code(call: ast.Call) -> set[str]:
    """The code that a call of `Error`, `refuse` or `_offend` says, if it is written out."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = [keyword.value for keyword in call.keywords if keyword.arg == "code"] if name == "Error" else []
    if name in ("refuse", "_offend"):
        given = call.args[1:2]
    return {str(one.value) for one in given if isinstance(one, ast.Constant)}


def test_the_limits_on_the_page_are_those_of_the_code() -> None:
    assert wire.LONGEST_FRAME == LONGEST_PAGE == 64 * 1024
    assert "too long (64 KiB)" in PAGE
    assert "at most 64 KiB of entries" in PAGE
    assert LONGEST_READ == 256 * 1024
    assert "a frame of more than 256 KiB (code 1009)" in PAGE
    assert connection.HELLO_TIME == 10
    assert "`hello`, within ten seconds" in PAGE
    assert max(HEARTBEAT, streams.ALIVE) < 60, "proxies close what is silent for a minute"
    assert f"after {streams.QUIET:g} seconds of silence" in PAGE


def test_the_close_codes_and_answers_on_the_page_are_those_of_the_code() -> None:
    """Those that WebSocket has by itself, 1007 and 1009, are aiohttp's; test_hostile.py sees them."""
    line = re.search(r"^Close codes: .*$", PAGE, re.MULTILINE)
    assert line
    ours = {session.TOO_FAST, session.NO_HELLO, outlet.TRY_AGAIN, WSCloseCode.GOING_AWAY}
    assert {int(code) for code in re.findall(r"\b\d{4}\b", line[0])} == ours | {1007, 1009}
    assert set(re.findall(r"with (4\d\d) when", PAGE)) == {"403", "404", "429"}


@pytest.mark.parametrize("name", ["a", "A-Z_09", "x" * 64])
def test_ids_are_as_the_page_says(name: str) -> None:
    frame = wire.decode(msgspec.json.encode({"type": "end", "id": name}).decode())
    assert frame == wire.End(id=name)


# --- entries


ENTRIES = "## Entries"
QUICK = settings(phases=[Phase.generate])
"""Any example does: to look for the smallest one takes seconds."""


@pytest.fixture(scope="module")
def seen() -> dict[str, dict[str, Any]]:
    """What visitors see of one event of each kind."""
    made: dict[str, dict[str, Any]] = {}
    for kind, events in EVENTS.items():
        # A removal is seen where it ends a chat.
        event = find(events, lambda one: getattr(one, "handed_over", True), settings=QUICK)
        raw = shown(Entry(EntryNumber(7), event))
        assert (raw is not None) == visible(event)
        if raw is not None:
            made[snake_case(kind.__name__)] = msgspec.json.decode(raw)
    return made


def test_the_page_has_the_entries_that_visitors_see(seen: dict[str, dict[str, Any]]) -> None:
    assert set(table(ENTRIES)) == set(seen)


def test_entries_have_the_fields_that_the_page_says(seen: dict[str, dict[str, Any]]) -> None:
    for word, cell in table(ENTRIES).items():
        assert set(seen[word]) == names(cell) | {"n", "at", "type"}, word


def test_agents_are_shown_as_the_page_says(seen: dict[str, dict[str, Any]]) -> None:
    for word in ("agent_accepted", "agent_wrote"):
        assert set(seen[word]["agent"]) == in_brackets(table(ENTRIES)[word], "agent")


def test_cards_are_shown_as_the_page_says() -> None:
    cell = table(ENTRIES)["card_shown"]
    field = FieldShown(attribute="a", label="b")
    event = CardShown(at=1, card="c", kind="information_capture", fields=(field,))
    raw = shown(Entry(EntryNumber(1), event))
    assert raw is not None
    entry = msgspec.json.decode(raw)
    assert set(entry["fields"][0]) == in_brackets(cell, "fields") - {"list", "of"}
    kinds = next(f for f in msgspec.structs.fields(CardShown) if f.name == "kind").type
    assert in_brackets(cell, "kind") == set(get_args(kinds))
    assert entry["answers"] == []


@given(any_event)
def test_news_on_the_bus_are_read_as_they_were_announced(event: AnyEvent) -> None:
    packed = msgspec.json.encode(event)
    (entry, again) = news(b"\n".join([b"6", packed, packed]))
    assert entry == Entry(EntryNumber(7), event)
    assert again.n == 8
    assert newest(b"\n".join([b"6", packed, packed])) == 8
