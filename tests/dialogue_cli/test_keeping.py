"""``threadline dialogue push|list|publish|pause|rollback|export|preview``."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import assume, given

from bot.adapters.store.embedded import EmbeddedServer
from bot.ids import SiteId
from tests.dialogue_cli.conftest import SECRET
from tests.terminal import Type
from tests.visitor_gateway.dialogue.generated import Data, file_of, streams
from visitor_gateway.dialogue.check import check, load
from visitor_gateway.dialogue.export import as_json, as_yaml
from visitor_gateway.dialogue.load import load_file
from visitor_gateway.preview import Previews
from visitor_gateway.repertoire import Version


SAMPLES = sorted((Path(__file__).parents[2] / "config" / "dialogues").glob("*.yaml"))
HELLO = "id: hello\nname: Hello\nstream: [{{id: a, type: message, text: {}}}]\n"


def write(folder: Path, text: str) -> str:
    """Write the dialogue `hello`; answers its version."""
    path = folder / "dialogues" / "hello.yaml"
    path.write_text(HELLO.format(text), encoding="utf-8")
    return load_file(path).version


def listed(connected: Type) -> dict[str, dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(connected("list", "--format", "json").out)
    return {row["id"]: row for row in rows}


def test_a_dialogue_is_pushed_published_paused_and_rolled_back(connected: Type, tmp_path: Path) -> None:
    one = write(tmp_path, "One")
    assert listed(connected)["hello"]["status"] == "published by its file"
    said = connected("push")
    assert (
        said.out == f"hello: version {one} is the draft. To make it live: threadline dialogue publish hello\n"
    )
    assert connected("publish", "hello").out == f"hello: version {one} is live.\n"
    row = listed(connected)["hello"]
    assert (row["status"], row["version"], row["draft"], row["name"]) == ("published", one, "", "Hello")
    assert row["by"]
    assert row["since"].endswith("UTC")
    two = write(tmp_path, "Two")
    assert connected("push", "dialogues/hello.yaml", "--publish").out == f"hello: version {two} is live.\n"
    assert connected("push").out == f"hello: version {two} is live already.\n"
    assert connected("rollback", "hello").out == f"hello: version {one} is live again, instead of {two}.\n"
    row = listed(connected)["hello"]
    assert (row["version"], row["draft"]) == (one, "")
    assert load(connected("export", "hello", "--version", two).out, file="x").version == two
    assert connected("pause", "hello").out == "hello: paused. To go on: threadline dialogue publish hello\n"
    assert listed(connected)["hello"]["status"] == "paused"
    table = connected("list").out
    assert "hello" in table
    assert one in table


def test_a_dialogue_that_is_only_a_file_can_be_paused(connected: Type, tmp_path: Path) -> None:
    write(tmp_path, "One")
    assert connected("pause", "hello").status == 0
    assert listed(connected)["hello"]["status"] == "paused"
    assert connected("publish", "hello").out == "hello: its file is live again.\n"
    assert listed(connected)["hello"]["status"] == "published by its file"


def test_if_one_cannot_be_used_none_is_pushed(connected: Type, tmp_path: Path) -> None:
    write(tmp_path, "One")
    (tmp_path / "dialogues" / "bad.yaml").write_text("id: bad\nname: Bad\nstream: []\n")
    said = connected("push")
    assert said.status == 1
    assert "Nothing was pushed. These dialogues cannot be used:\nbad.yaml:3: " in said.err
    (tmp_path / "dialogues" / "bad.yaml").unlink()
    assert listed(connected)["hello"]["status"] == "published by its file"


@pytest.mark.parametrize("command", ["publish", "rollback", "export", "preview", "pause"])
def test_an_unknown_dialogue_is_refused_with_the_nearest(
    connected: Type, tmp_path: Path, command: str
) -> None:
    said = connected(command, "helo")
    assert "There is no dialogue 'helo' in the store. Nothing was pushed yet" in said.err
    write(tmp_path, "One")
    connected("push")
    said = connected(command, "helo")
    assert (said.status, "Did you mean 'hello'?" in said.err) == (1, True)


def test_what_was_pushed_can_be_exported_and_is_the_same(connected: Type, tmp_path: Path) -> None:
    one = write(tmp_path, "One")
    connected("push", "--publish")
    two = write(tmp_path, "Two")
    connected("push")
    for words, version in (([], one), (["--draft"], two), (["--version", one], one)):
        text = connected("export", "hello", *words).out
        assert load(text, file="x").version == version
        again = connected("export", "hello", *words, "--format", "json").out
        assert load(again, file="x").version == version
    said = connected("export", "hello", "--version", "nonsense")
    assert (said.status, f"Kept are: {', '.join(sorted([one, two]))}." in said.err) == (1, True)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_come_back_from_yaml_and_json_as_they_are(path: Path) -> None:
    dialogue = load_file(path)
    for text in (as_yaml(dialogue), as_json(dialogue)):
        assert load(text, file=path.name).version == dialogue.version


@given(streams())
def test_any_dialogue_comes_back_as_it_is(stream: list[Data]) -> None:
    dialogue = check(file_of(stream), file="d.yaml").dialogue
    assume(dialogue is not None)
    assert dialogue is not None
    for text in (as_yaml(dialogue), as_json(dialogue)):
        assert load(text, file="x.yaml") == dialogue


def test_a_preview_link_is_for_the_draft_on_the_page_that_is_named(connected: Type, tmp_path: Path) -> None:
    write(tmp_path, "One")
    connected("push", "--publish")
    two = write(tmp_path, "Two")
    connected("push")
    said = connected("preview", "hello", "--page", "https://shop.example/prices", "--minutes", "5")
    address, _, token = said.out.strip().partition("#threadline-preview=")
    assert address == "https://shop.example/prices"
    site = (tmp_path / "threadline.yaml").read_text().split("}")[0].split("id: ")[1]
    previews, now = Previews(SECRET, SiteId(site)), time.time_ns() // 1_000_000
    assert previews.read(token, now=now + 290_000) == Version("hello", two)
    assert said.err == f"Version {two}, good for 5 minutes.\n"


@pytest.mark.timeout(60)
async def test_the_store_of_a_running_process_is_reached_by_its_socket(tmp_path: Path) -> None:
    (tmp_path / "dialogues").mkdir()
    write(tmp_path, "One")
    (tmp_path / "threadline.yaml").write_text("dialogues: {folder: dialogues}\n")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("THREADLINE", "REDIS"))}

    def typed(*words: str) -> subprocess.CompletedProcess[str]:
        command: list[Path | str] = [Path(sys.executable).parent / "threadline", "dialogue", *words]
        return subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=15)

    refused = await asyncio.to_thread(typed, "push")
    assert refused.returncode == 1
    assert "no Threadline runs on" in refused.stderr
    async with EmbeddedServer(tmp_path / "data" / "store"):
        done = await asyncio.to_thread(typed, "push", "--publish")
        assert (done.returncode, done.stderr) == (0, "")
        assert "is live." in done.stdout
    again = await asyncio.to_thread(typed, "list")
    assert (again.returncode, "no Threadline runs on" in again.stderr) == (1, True)
