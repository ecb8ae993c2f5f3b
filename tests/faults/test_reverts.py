"""The table of reverts follows the product and the table of faults; the runs themselves are too long for here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.breakages.table import TABLE as FAULTS
from tests.faults.reverts.__main__ import heard
from tests.faults.reverts.change import Change, LineGone, Revert
from tests.faults.reverts.table import TABLE
from tests.faults.town import ROOT
from tests.faults.verdict import KINDS, Kind, Verdict


def test_every_fault_has_a_change_that_breaks_its_promise() -> None:
    assert set(TABLE) == set(FAULTS)


@pytest.mark.parametrize("fault", TABLE)
def test_the_lines_to_revert_are_there_once_and_the_faults_can_come_that_way(fault: str) -> None:
    revert: Revert = TABLE[fault]
    for change in revert.changes:
        assert change.applied(ROOT) != (ROOT / change.file).read_text(encoding="utf-8")
    faults = [FAULTS[name] for name in (fault, *revert.also)]
    assert all(one.way in (None, revert.way) and one.on in (None, revert.platform) for one in faults)
    assert FAULTS[fault].lasts < revert.seconds


@pytest.mark.parametrize("text", ["    a = 1\n    a = 1\n", "b = 1\n", ""])
def test_a_line_that_is_not_there_once_is_said(tmp_path: Path, text: str) -> None:
    (tmp_path / "file.py").write_text(text)
    with pytest.raises(LineGone, match=r"file\.py"):
        Change("file.py", "a = 1", "a = 2").applied(tmp_path)


def test_a_change_keeps_the_margin_of_its_line(tmp_path: Path) -> None:
    (tmp_path / "file.py").write_text("if x:\n    a = 1\nb = 1\n")
    assert (
        Change("file.py", "a = 1", "a = 2\na += 1").applied(tmp_path)
        == "if x:\n    a = 2\n    a += 1\nb = 1\n"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_run_whose_ledger_found_anything_is_caught_and_what_it_found_is_said(kind: Kind) -> None:
    verdict = Verdict()
    verdict.add(kind, ["one thing", "another"])
    found = heard(f"seed 1\n{verdict}\nfaults: 1")
    assert (found.verdict, found.first) == ("caught", f"{kind}: one thing")


def test_a_run_without_a_finding_is_clean_and_one_that_broke_off_is_neither() -> None:
    assert heard(f"seed 1\n{Verdict()}\nfaults: 1").verdict == "clean"
    assert heard("Traceback (most recent call last):").verdict == "none"
