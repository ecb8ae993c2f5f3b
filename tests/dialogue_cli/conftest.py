"""Somebody at a terminal."""

from __future__ import annotations

import io
import itertools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli import main


class Typed(NamedTuple):
    """What became of a command."""

    status: int
    out: str
    err: str


Type = Callable[..., Typed]

OURS = ("REDIS_URL", "THREADLINE_CONFIG", "THREADLINE_SECRET", "THREADLINE_HOST", "THREADLINE_PORT")
SECRET = "a-secret-for-tests-longer-than-thirty-two-characters"  # noqa: S105  nobody's
_sites = itertools.count(1)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Type:
    """Types `threadline dialogue ...` in an empty folder, and then `lines`; nothing of ours is in the environment."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*words: str | Path, lines: str = "") -> Typed:
        monkeypatch.setattr(sys, "argv", ["threadline", "dialogue", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        status = ended.value.code
        assert "Traceback" not in err
        return Typed(status if isinstance(status, int) else 0, out, err)

    return run


@pytest.fixture
def connected(typed: Type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, store_url: str) -> Type:
    """The same, where a site of its own has a store that can be reached, and an empty folder of dialogues."""
    monkeypatch.setenv("REDIS_URL", store_url)
    monkeypatch.setenv("THREADLINE_SECRET", SECRET)
    (tmp_path / "dialogues").mkdir()
    site = f"typed-{next(_sites)}"
    settings = f"site: {{id: {site}}}\ndialogues: {{folder: dialogues}}\n"
    (tmp_path / "threadline.yaml").write_text(settings)
    return typed
