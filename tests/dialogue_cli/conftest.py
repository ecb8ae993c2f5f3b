"""Somebody at a terminal."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from tests.terminal import Type, terminal


SECRET = "a-secret-for-tests-longer-than-thirty-two-characters"  # noqa: S105  nobody's
_sites = itertools.count(1)


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Type:
    """Types `threadline dialogue ...` in an empty folder, and then `lines`; nothing of ours is in the environment."""
    return terminal(monkeypatch, capsys, tmp_path, "dialogue")


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
