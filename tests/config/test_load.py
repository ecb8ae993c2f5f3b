"""Which file is read, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.load import load, settings_file
from config.settings import SAMPLE_DIALOGUES, Settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which the process is."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def named(file: str) -> Path:
    path = Path(file)
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"site: {{name: {file}}}")
    return path


def test_without_any_file_the_defaults_hold() -> None:
    assert load(None, {}) == Settings()


@pytest.mark.parametrize("text", ["", "\n", "# only words\n", "---\n", "null\n", "site:\n", "\ufeff", "{}"])
def test_an_empty_file_means_the_defaults(text: str) -> None:
    Path("threadline.yaml").write_text(text)
    assert load(None, {}) == Settings()


def test_the_file_in_this_folder_is_read() -> None:
    named("threadline.yaml")
    assert load(None, {}).site.name == "threadline.yaml"


def test_the_file_of_the_environment_goes_before_the_one_in_this_folder() -> None:
    named("threadline.yaml")
    assert load(None, {"THREADLINE_CONFIG": str(named("other.yaml"))}).site.name == "other.yaml"


def test_the_file_of_the_command_line_goes_before_all_others() -> None:
    environ = {"THREADLINE_CONFIG": str(named("other.yaml"))}
    assert load(named("mine.yaml"), environ).site.name == "mine.yaml"


def test_an_empty_variable_names_no_file() -> None:
    assert settings_file(None, {"THREADLINE_CONFIG": " "}) is None


def test_relative_paths_begin_at_the_file() -> None:
    Path("etc").mkdir()
    Path("etc/t.yaml").write_text("store: {data_directory: ../var}\ndialogues: {folder: mine}")
    settings = load(Path("etc/t.yaml"), {})
    assert (settings.store.data_directory, settings.dialogues.path) == ("etc/../var", Path("etc/mine"))


def test_the_default_data_directory_begins_at_the_file_too() -> None:
    assert load(named("etc/t.yaml"), {}).store.data_directory == "etc/data"


def test_absolute_paths_stay_as_they_are() -> None:
    Path("t.yaml").write_text("store: {data_directory: /var/lib/threadline}")
    assert load(Path("t.yaml").absolute(), {}).store.data_directory == "/var/lib/threadline"


def test_a_tilde_means_the_home_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    Path("threadline.yaml").write_text("store: {data_directory: ~/chats}")
    assert load(None, {}).store.data_directory == str(folder / "chats")


def test_no_folder_for_dialogues_means_the_samples() -> None:
    assert Settings().dialogues.path == SAMPLE_DIALOGUES
    assert SAMPLE_DIALOGUES.is_dir()


def test_a_value_is_read_as_its_key_needs_it_and_not_as_it_looks() -> None:
    Path("threadline.yaml").write_text(
        "site: {id: no, name: 2024}\nstore: {data_directory: 1e3}\nslack: {pace: 2}"
    )
    settings = load(None, {})
    assert (settings.site.id, settings.site.name, settings.store.data_directory) == ("no", "2024", "1e3")
    assert settings.slack.pace == 2.0


def test_every_kind_of_value_can_be_set() -> None:
    Path("threadline.yaml").write_text(
        """
        site:
          origins: [https://www.example.com, "http://localhost:3000", "http://[::1]:3000", "*"]
        server: {host: "::1", port: 0, public_url: https://chat.example.com:8443}
        routing:
          fallback: |
            Nobody is here.
            Try again!
        desk: {enabled: true, people: [Alma, Åsa]}
        log: {level: debug, format: json}
        """
    )
    settings = load(None, {})
    assert settings.site.origins == (
        "https://www.example.com",
        "http://localhost:3000",
        "http://[::1]:3000",
        "*",
    )
    assert (settings.server.host, settings.server.port) == ("::1", 0)
    assert settings.routing.fallback == "Nobody is here.\nTry again!\n"
    assert (settings.desk.enabled, settings.desk.people) == (True, ("Alma", "Åsa"))
    assert (settings.log.level, settings.log.format) == ("debug", "json")


def test_the_limits_themselves_are_allowed() -> None:
    Path("threadline.yaml").write_text(
        "routing: {accept_window: 20, wait_limit: 500}\nserver: {port: 65535}\nslack: {pace: 0}"
    )
    settings = load(None, {})
    assert (settings.routing.accept_window, settings.routing.wait_limit) == (20, 500)


def test_a_list_without_entries_may_have_them_all_commented_out() -> None:
    Path("threadline.yaml").write_text("site:\n  origins:\n  #  - https://www.example.com\n  id: main\n")
    assert load(None, {}).site.origins == ()
