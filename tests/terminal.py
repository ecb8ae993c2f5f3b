"""Somebody at a terminal, in an empty folder, with nothing of ours in the environment."""

from __future__ import annotations

import io
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

OURS = (
    "REDIS_URL",
    "THREADLINE_CONFIG",
    "THREADLINE_SECRET",
    "THREADLINE_HOST",
    "THREADLINE_PORT",
    "THREADLINE_TEAMS_APP_ID",
)


def terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, *before: str
) -> Type:
    """What types `threadline` with the words `before`, those that are given, and then `lines`."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(folder)

    def run(*words: str | Path, lines: str = "") -> Typed:
        monkeypatch.setattr(sys, "argv", ["threadline", *before, *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(lines))
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        status = ended.value.code
        assert "Traceback" not in err
        return Typed(status if isinstance(status, int) else 0, out, err)

    return run
