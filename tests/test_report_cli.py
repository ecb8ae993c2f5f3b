"""``threadline report``, at a terminal."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.report_cli import _cell
from tests.terminal import Type, terminal


SECRET = "a-secret-for-tests-longer-than-thirty-two-characters"  # noqa: S105  nobody's


@pytest.fixture
def typed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, store_url: str
) -> Type:
    """Types `threadline report ...` where a store can be reached in which nothing was counted."""
    ready = terminal(monkeypatch, capsys, tmp_path, "report")
    monkeypatch.setenv("REDIS_URL", store_url)
    monkeypatch.setenv("THREADLINE_SECRET", SECRET)
    (tmp_path / "threadline.yaml").write_text("site: {id: reported}\n")
    return ready


def test_a_table_has_a_line_for_each_day(typed: Type) -> None:
    title, head, *days = typed("2026-11-01..2026-11-03").out.splitlines()
    assert title.strip() == "2026-11-01 to 2026-11-03, times are medians"
    assert head.split()[:3] == ["day", "shown", "engaged"]
    assert [line.split()[0] for line in days] == ["2026-11-01", "2026-11-02", "2026-11-03"]


def test_programs_get_every_figure_of_every_day(typed: Type) -> None:
    head, *lines = csv.reader(typed("2026-11-01..2026-11-02", "--csv").out.splitlines())
    assert head[:5] == ["day", "site", "name", "triggered", "engaged"]
    assert [dict(zip(head, line, strict=True))["triggered"] for line in lines] == ["0", "0"]


def test_what_is_no_time_is_told_so(typed: Type) -> None:
    answer = typed("tomorow")
    assert (answer.status, "is no time" in answer.err) == (1, True)


@pytest.mark.parametrize(("name", "cell"), [("Sales", "Sales"), ("=1+1", "'=1+1"), ("", "")])
def test_a_name_is_never_a_formula(name: str, cell: str) -> None:
    assert _cell(name) == cell
