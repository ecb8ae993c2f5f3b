"""The package that Teams installs, held against the schemas that Microsoft publishes for manifests."""

from __future__ import annotations

import json
import struct
import zlib
from datetime import UTC, datetime
from io import BytesIO
from itertools import pairwise
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft7Validator

from bot.adapters.teams.command_menu import menu
from config.teams_manifest import ICONS, Links, teams_manifest, teams_package
from tests.from_npm import from_npm


APP = "00000000-aaaa-4bbb-8ccc-123456789abc"
LINKS = Links("https://www.example.com", "https://www.example.com/privacy", "https://www.example.com/terms")
NOON = datetime(2026, 11, 21, 12, 5, tzinfo=UTC)
SCHEMAS = "@microsoft/app-manifest/build/json-schemas/teams"


def manifest(*, everywhere: bool = False, made: datetime = NOON, app: str = APP) -> dict[str, Any]:
    """As whoever unpacks the zip reads it."""
    with ZipFile(
        BytesIO(teams_package(teams_manifest(app, LINKS, menu(), made, everywhere=everywhere)))
    ) as package:
        read = json.loads(package.read("manifest.json"))
    assert isinstance(read, dict)
    return read


def complaints(read: dict[str, Any]) -> list[str]:
    """What the schema of the version that it names says against it."""
    path = from_npm(f"{SCHEMAS}/v{read['manifestVersion']}/MicrosoftTeams.schema.json")
    schema = json.loads(path.read_text("utf-8"))
    return [error.message for error in Draft7Validator(schema).iter_errors(read)]


@pytest.mark.parametrize("everywhere", [False, True])
def test_it_is_as_the_schema_of_its_version_wants_it(everywhere: bool) -> None:
    assert complaints(manifest(everywhere=everywhere)) == []


def test_what_the_schema_does_not_want_is_complained_of() -> None:
    assert complaints(manifest() | {"bots": [{"botId": "me", "scopes": ["everywhere"]}]}) != []


def test_private_and_shared_channels_are_named_where_the_version_wants_it_and_nowhere_else() -> None:
    """An upload of 1.25 without it fails, though the schema passes; versions before refuse it."""
    for read in (manifest(everywhere=True), manifest()):
        after = tuple(map(int, read["manifestVersion"].split("."))) >= (1, 25)
        assert (read.get("supportsChannelFeatures") == "tier1") is after
    assert manifest(everywhere=True)["manifestVersion"] == "1.25"


def test_the_bot_is_the_app_and_hears_what_is_written_in_a_channel() -> None:
    read = manifest()
    [bot] = read["bots"]
    assert bot["botId"] == read["webApplicationInfo"]["id"] == APP
    assert bot["scopes"] == ["personal", "team"]
    [permission] = read["authorization"]["permissions"]["resourceSpecific"]
    assert permission == {"name": "ChannelMessage.Read.Group", "type": "Application"}


def test_each_app_has_one_id_of_its_own_whichever_way_its_bots_is_written() -> None:
    first = manifest()["id"]
    assert first != APP
    assert manifest(app=f" {APP.upper()} ")["id"] == first
    assert manifest(app=APP.replace("0", "1"))["id"] != first


def test_each_package_is_newer_than_those_that_were_made_before() -> None:
    moments = [
        datetime(2026, 1, 31, 23, 59, tzinfo=UTC),
        datetime(2026, 2, 1, 0, 0, tzinfo=UTC),
        datetime(2026, 2, 1, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 21, 12, 5, tzinfo=UTC),
        datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
    ]
    versions = [tuple(map(int, manifest(made=made)["version"].split("."))) for made in moments]
    assert all(before < after for before, after in pairwise(versions))


def test_all_that_it_offers_fits_and_is_a_command() -> None:
    """https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema: ten in a list, 32 and 128."""
    lists = manifest()["bots"][0]["commandLists"]
    assert [one["scopes"] for one in lists] == [["personal"], ["team"]]
    for one in lists:
        assert 3 <= len(one["commands"]) <= 10
        assert one["commands"][0]["title"] == "help"
        for command in one["commands"]:
            assert len(command["title"]) <= 32
            assert 10 <= len(command["description"]) <= 128
            assert not command["description"].endswith(".")


# --- its icons


def pixels(png: bytes, size: int) -> tuple[int, int, list[bytes]]:
    """Width, height and the pixels of a PNG of `size` bytes each whose lines are stored as they are.

    https://www.w3.org/TR/png-3/#5DataRep and #9Filters: a line begins with its filter, which is none.
    """
    parts, at = {b"IDAT": b""}, 8
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        parts[kind] = parts.get(kind, b"") + png[at + 8 : at + 8 + length]
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", parts[b"IHDR"][:10])
    assert (depth, colour) == (8, {3: 2, 4: 6}[size])
    raw, line = zlib.decompress(parts[b"IDAT"]), 1 + width * size
    lines = [raw[begin : begin + line] for begin in range(0, len(raw), line)]
    assert {one[0] for one in lines} == {0}
    return width, height, [one[at : at + size] for one in lines for at in range(1, line, size)]


def icon(name: str) -> bytes:
    with ZipFile(BytesIO(teams_package({}))) as package:
        assert package.namelist() == ["manifest.json", *ICONS]
        return package.read(name)


def test_the_icon_in_colour_has_its_size_and_no_hole() -> None:
    width, height, found = pixels(icon("color.png"), 3)
    assert (width, height) == (192, 192)
    assert len(set(found)) > 3


def test_the_outline_is_white_on_nothing() -> None:
    width, height, found = pixels(icon("outline.png"), 4)
    assert (width, height) == (32, 32)
    assert {pixel[:3] for pixel in found if pixel[3]} == {b"\xff\xff\xff"}
    assert 50 < sum(pixel[3] > 200 for pixel in found) < 500


# --- what is refused


@pytest.mark.parametrize("app", ["", "me", "11111111-2222-3333-4444", f"{APP}0"])
def test_an_app_id_that_is_none_is_refused_with_where_to_find_it(app: str) -> None:
    with pytest.raises(ValueError, match=r"^app-id: .*Configuration, Microsoft App ID"):
        manifest(app=app)


@pytest.mark.parametrize("name", Links._fields)
@pytest.mark.parametrize(
    "address", ["", "http://a.example", "www.example.com", "https://", "https://a b", "https://["]
)
def test_an_address_that_teams_would_not_take_is_refused_by_its_name(name: str, address: str) -> None:
    with pytest.raises(ValueError, match=rf"^{name}: .*https://www\.example\.com"):
        teams_manifest(APP, LINKS._replace(**{name: address}), menu(), NOON)
