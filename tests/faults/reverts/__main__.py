"""``python -m tests.faults.reverts [--only NAME]``: status 0 only when the ledger caught every change.

With ``--whole`` nothing is changed, and nothing may be found: else it was not the change that was caught.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console

from tests.faults.reverts.change import LineGone, Revert
from tests.faults.reverts.table import TABLE
from tests.faults.town import ROOT
from tests.faults.verdict import KINDS


PARTS = ("bot", "visitor_gateway", "config", "tests", "pyproject.toml")
"""What the rig needs of the tree."""
LONGEST = 600.0
"""Seconds after which a run has hung."""
COUNTS = re.compile(r"^lost/doubled/reordered/misdelivered/leaked: ([0-9/]+)", re.MULTILINE)
FIRST, LAST = 200, 3000
"""Characters that are shown of the first finding, and of the end of what a run said that ended as it must not."""
FINDING = re.compile(rf"^  ((?:{'|'.join(KINDS)}): .*)$", re.MULTILINE)

console = Console(highlight=False, soft_wrap=True)
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


class Found(NamedTuple):
    """What a run said; `counts` is None when it did not come to a verdict."""

    counts: str | None
    said: str

    @property
    def verdict(self) -> str:
        """Whether the ledger found something: ``caught``, ``clean``, or ``none`` where the run broke off before."""
        if self.counts is None:
            return "none"
        return "clean" if set(self.counts.split("/")) == {"0"} else "caught"

    @property
    def first(self) -> str:
        """The first thing that the ledger found; '' where it found nothing."""
        finding = FINDING.search(self.said)
        return finding[1] if finding else ""


@app.command()
def main(
    only: Annotated[
        list[str] | None, typer.Option(help="Only these faults, by name; repeat the option.")
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="Change nothing: the same runs, each of which must be clean.")
    ] = False,
) -> None:
    """Break each promise in a copy of the tree, and see whether the fault rig finds it out."""
    if unknown := set(only or ()) - set(TABLE):
        raise typer.BadParameter(f"unknown faults {sorted(unknown)}; there are {', '.join(TABLE)}")
    must = "clean" if whole else "caught"
    wrong = [fault for fault in only or TABLE if verdict_of(fault, must=must) != must]
    console.print(f"not {must}: {wrong}" if wrong else f"All were {must}.", markup=False)
    sys.exit(1 if wrong else 0)


def verdict_of(fault: str, *, must: str) -> str:
    """Try a row, and say what came of it: the first thing that was found, or all where it must have been otherwise."""
    began = time.monotonic()
    with console.status(fault):
        found = tried(fault, TABLE[fault], whole=must == "clean")
    seconds = time.monotonic() - began
    console.print(f"{found.verdict:6}  {found.counts or '':10} {seconds:4.0f} s  {fault}", markup=False)
    console.print(found.first[:FIRST] if found.verdict == must else found.said[-LAST:], markup=False)
    return found.verdict


def tried(fault: str, revert: Revert, *, whole: bool) -> Found:
    """Run the rig on a copy of the tree, with the changes unless it stays whole. Raises `LineGone`."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder)
        copied(tree)
        for change in () if whole else revert.changes:
            (tree / change.file).write_text(change.applied(tree), encoding="utf-8")
        return ran(tree, (fault, *revert.also), revert)


def copied(tree: Path) -> None:
    """Copy what the rig needs."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / part, tree / part)


def ran(tree: Path, faults: Iterable[str], revert: Revert) -> Found:
    """The rig's own words, from a process that knows nothing but the copy."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "tests.faults",
        "--platform",
        revert.platform,
        "--seed",
        str(revert.seed),
        "--seconds",
        str(revert.seconds),
    ]
    command.append("--socket-mode" if revert.way == "socket_mode" else "--http")
    for fault in faults:
        command += ["--only", fault]
    # A session of its own: nothing of it survives.
    with subprocess.Popen(
        command,
        cwd=tree,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    ) as rig:
        try:
            said, _ = rig.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            rig.send_signal(signal.SIGABRT)  # so that it says where it hangs
            said, _ = rig.communicate()
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(rig.pid, signal.SIGKILL)
    return heard(said)


def heard(said: str) -> Found:
    """What a run has said, read."""
    counts = COUNTS.search(said)
    return Found(counts[1] if counts else None, said)


if __name__ == "__main__":
    try:
        app()
    except LineGone as gone:
        sys.exit(str(gone))
