"""The command line, as somebody types it: help, manifests, links, dialogue checks, and mistakes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml

from bot.adapters.desk.links import unseal
from bot.adapters.desk.names import desk_person
from tests.terminal import Type, Typed, terminal


HERE = Path(__file__).parent
BAD_DIALOGUES = sorted((HERE / "visitor_gateway" / "dialogue" / "bad").glob("*.yaml"))
BAD_SETTINGS = sorted((HERE / "config" / "bad").glob("*.yaml"))
APP = "00000000-aaaa-4bbb-8ccc-123456789abc"
GOOD = HERE.parent / "config" / "dialogues" / "welcome.yaml"


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Type:
    """Types a command in an empty folder, with nothing of ours in the environment."""
    return terminal(monkeypatch, capsys, tmp_path)


@pytest.fixture
def served(typed: Type, tmp_path: Path) -> Type:
    """Types a command that would go on serving, as a process of its own."""
    del typed  # it has emptied the environment
    threadline = Path(sys.executable).parent / "threadline"

    def run(*words: str | Path) -> Typed:
        done = subprocess.run(
            [threadline, *words], cwd=tmp_path, env=os.environ, capture_output=True, text=True, timeout=30
        )
        assert "Traceback" not in done.stderr
        return Typed(done.returncode, done.stdout, done.stderr)

    return run


# --- help


@pytest.mark.parametrize(
    "command",
    [
        "",
        "serve",
        "demo",
        "doctor",
        "manifest",
        "manifest slack",
        "manifest teams",
        "slack",
        "slack install-link",
        "slack forget",
        "desk",
        "desk link",
        "dialogue",
        "dialogue check",
        "dialogue run",
        "dialogue graph",
        "dialogue push",
        "dialogue list",
        "dialogue publish",
        "dialogue pause",
        "dialogue rollback",
        "dialogue export",
        "dialogue preview",
        "version",
    ],
)
def test_every_command_has_help(typed: Type, command: str) -> None:
    said = typed(*command.split(), "--help")
    assert said.status == 0
    assert said.out.startswith(f"Usage: threadline {command}".rstrip())
    assert len(said.out.splitlines()) > 4


def test_the_overview_names_every_command(typed: Type) -> None:
    said = typed("--help").out
    for word in ("serve", "demo", "doctor", "manifest", "slack", "desk", "dialogue", "version"):
        assert re.search(rf"^  {word} ", said, re.MULTILINE), word


@pytest.mark.parametrize(
    "words",
    [
        ["nonsense"],
        ["serve", "--only", "everything"],
        ["serve", "--no-such"],
        ["manifest", "teams"],
        ["desk", "link"],
        ["desk", "link", "ann", "--days", "0"],
    ],
)
def test_what_is_typed_wrongly_is_answered_with_the_usage(typed: Type, words: list[str]) -> None:
    said = typed(*words)
    assert said.status == 2
    assert "Usage: threadline" in said.err
    assert "Error:" in said.err


def test_the_version_is_a_number(typed: Type) -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", typed("version").out)


# --- workspaces


def test_a_link_for_installing_needs_what_installing_needs(typed: Type) -> None:
    said = typed("slack", "install-link")
    assert (said.status, said.out) == (1, "")
    assert "THREADLINE_SLACK_CLIENT_ID" in said.err


def test_a_workspace_of_which_nothing_is_stored_cannot_be_forgotten(served: Type, tmp_path: Path) -> None:
    said = served("slack", "forget", "T0123ABCD")
    assert (said.status, said.err) == (1, "threadline: Nothing is stored of a workspace T0123ABCD.\n")
    assert list(tmp_path.iterdir()) == []


# --- manifests


def test_the_manifest_without_an_address_is_for_socket_mode(typed: Type) -> None:
    manifest = yaml.safe_load(typed("manifest", "slack").out)
    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "https://" not in str(manifest)


def test_the_manifest_with_an_address_has_it_everywhere(typed: Type) -> None:
    said = typed("manifest", "slack", "--url", "https://chat.example.com/")
    manifest = yaml.safe_load(said.out)
    assert not manifest["settings"].get("socket_mode_enabled")
    assert manifest["settings"]["event_subscriptions"]["request_url"].startswith("https://chat.example.com/")
    assert "HOST" not in said.out


@pytest.mark.parametrize(
    "url", ["http://chat.example.com", "chat.example.com", "https://", "https://a.example/path", ""]
)
def test_an_address_that_slack_would_not_take_is_refused(typed: Type, url: str) -> None:
    said = typed("manifest", "slack", "--url", url)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith("threadline: --url: Slack needs an address like https://")


def test_the_package_for_teams_is_a_file_that_is_named(typed: Type, tmp_path: Path) -> None:
    said = typed("manifest", "teams", "--app-id", APP, "--website", "https://www.example.com")
    assert (said.status, said.err) == (0, "")
    assert said.out.startswith(f"threadline-teams.zip: the app for the bot {APP}, version 20")
    with ZipFile(tmp_path / "threadline-teams.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["developer"]["privacyUrl"] == "https://www.example.com"
    assert "supportsChannelFeatures" not in manifest


def test_the_package_for_teams_takes_the_app_id_of_the_environment(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("THREADLINE_TEAMS_APP_ID", APP)
    said = typed(
        *("manifest", "teams", "--website", "https://www.example.com", "--private-channels"),
        *("--output", "our.zip", "--terms", "https://www.example.com/terms"),
    )
    assert said.out.startswith("our.zip: ")
    with ZipFile(tmp_path / "our.zip") as package:
        manifest = json.loads(package.read("manifest.json"))
    assert manifest["developer"]["termsOfUseUrl"] == "https://www.example.com/terms"
    assert manifest["supportsChannelFeatures"] == "tier1"


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["--app-id", "me", "--website", "https://a.example"], "--app-id: "),
        (["--app-id", APP, "--website", "a.example"], "--website: "),
        (["--app-id", APP, "--website", "https://a.example", "--privacy", "here"], "--privacy: "),
        (["--app-id", APP, "--website", "https://a.example", "--output", "no/where.zip"], "--output: "),
    ],
)
def test_what_the_package_for_teams_cannot_be_made_of_is_named(
    typed: Type, tmp_path: Path, words: list[str], named: str
) -> None:
    said = typed("manifest", "teams", *words)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"threadline: {named}")
    assert list(tmp_path.iterdir()) == []


# --- the desk's links


def test_a_link_opens_the_desk_of_its_person_for_so_many_days(typed: Type, tmp_path: Path) -> None:
    settings = "server: {port: 8123}\ndesk: {enabled: true, people: [Ann]}\n"
    (tmp_path / "threadline.yaml").write_text(settings)
    said = typed("desk", "link", "Ann", "--days", "2")
    assert said.status == 0
    address, _, key = said.out.strip().partition("?key=")
    assert address == "http://127.0.0.1:8123/desk"
    secret = (tmp_path / "data" / "secret").read_text()
    who, until = unseal(secret, "link", key, now=0)
    assert who == desk_person("Ann")
    unseal(secret, "link", key, now=until - 1)
    assert typed("desk", "link", "Ann").out.startswith(address)
    assert (tmp_path / "data" / "secret").read_text() == secret


def test_a_link_is_signed_with_the_secret_of_the_environment(
    typed: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "a secret of at least thirty-two characters".replace(" ", "-")
    monkeypatch.setenv("THREADLINE_SECRET", secret)
    (tmp_path / "threadline.yaml").write_text("desk: {enabled: true, people: [Ann]}\n")
    key = typed("desk", "link", "Ann").out.strip().partition("?key=")[2]
    assert unseal(secret, "link", key, now=0)[0] == desk_person("Ann")
    assert not (tmp_path / "data").exists()


def test_without_a_desk_there_is_no_link(typed: Type) -> None:
    said = typed("desk", "link", "Ann")
    assert said.status == 1
    assert "set desk.enabled to true" in said.err


@pytest.mark.parametrize("name", ["a b", "a:b", "", "x" * 41])
def test_a_name_that_nobody_can_have_is_refused(typed: Type, tmp_path: Path, name: str) -> None:
    (tmp_path / "threadline.yaml").write_text("desk: {enabled: true}\n")
    said = typed("desk", "link", name)
    assert said.status == 1
    assert said.err.startswith("threadline: ")


# --- mistakes


@pytest.mark.parametrize("path", BAD_SETTINGS, ids=lambda path: path.stem)
def test_bad_settings_are_one_message_that_names_the_file(typed: Type, path: Path) -> None:
    said = typed("desk", "link", "ann", "--config", path)
    assert (said.status, said.out) == (1, "")
    assert said.err.startswith(f"threadline: {path}:")
    assert "allowed:" in said.err


def test_settings_that_are_not_there_are_said_to_be_missing(typed: Type) -> None:
    said = typed("desk", "link", "ann", "--config", "nowhere.yaml")
    assert said.status == 1
    assert "nowhere.yaml: found no file there" in said.err


@pytest.mark.parametrize(
    ("command", "variable", "value"),
    [
        ("serve", "THREADLINE_PORT", "70000"),
        ("serve", "THREADLINE_PORT", "http"),
        ("serve", "THREADLINE_SECRET", "short"),
        ("serve", "THREADLINE_PROT", "1"),
        ("serve", "REDIS_URL", "http://x"),
        ("demo", "THREADLINE_PORT", "70000"),
    ],
)
def test_a_wrong_variable_is_named(
    served: Type, monkeypatch: pytest.MonkeyPatch, command: str, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = served(command)
    assert (said.status, said.out) == (1, "")
    assert variable in said.err


def test_a_dialogue_that_cannot_be_used_keeps_the_house_closed(served: Type, tmp_path: Path) -> None:
    (tmp_path / "dialogues").mkdir()
    (tmp_path / "dialogues" / "bad.yaml").write_bytes(BAD_DIALOGUES[0].read_bytes())
    (tmp_path / "threadline.yaml").write_text("dialogues: {folder: dialogues}\nserver: {port: 0}\n")
    said = served("serve")
    assert (said.status, said.out) == (1, "")
    assert "These dialogues cannot be used:\nbad.yaml:" in said.err


def test_a_data_directory_that_cannot_be_one_is_named(served: Type, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    said = served("serve")
    assert (said.status, said.out) == (1, "")
    assert f"{tmp_path}/data" in said.err


@pytest.mark.timeout(60)  # it may come back, and is waited for
def test_a_store_that_is_not_there_is_named(served: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://:hunter2@127.0.0.1:1")
    monkeypatch.setenv("THREADLINE_SECRET", "x" * 43)
    said = served("serve")
    assert (said.status, said.out) == (1, "")
    named = "threadline: REDIS_URL names 127.0.0.1:1: the store cannot be reached. Mend that server, or the address.\n"
    assert said.err.endswith(named)
    assert "waiting for the store" in said.err
    assert "hunter2" not in said.err
