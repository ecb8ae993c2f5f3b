"""One folder belongs to one process at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.adapters.store import data_directory
from bot.adapters.store.data_directory import DataDirectory
from bot.errors import StoreUnavailable


async def test_who_waits_for_another_process_is_told_so_before_giving_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_directory, "UNNOTICED", 0.02)
    first, second = DataDirectory(tmp_path), DataDirectory(tmp_path)
    await first.occupy(0)
    with capture_logs() as said, pytest.raises(StoreUnavailable, match="another Threadline is using"):
        await second.occupy(0.05)
    assert [line["event"] for line in said] == ["= waiting for another Threadline to stop"]
    first.leave()
    with capture_logs() as said:
        await second.occupy(0.05)
    second.leave()
    assert said == []
