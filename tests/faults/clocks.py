"""Wall clocks that jump while their processes run, by libfaketime. Monotonic clocks go on as they are."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path


NOTICED_WITHIN = 1.0
"""Seconds after which a process goes by what its clock was set to."""
SHARED = Path("/dev/shm")  # noqa: S108  libfaketime's own place
TRIES = 5
"""How often the command is asked: it fails where a process of the same number, long gone, left something behind."""
LEFT_BEHIND = ("faketime_shm_{}", "sem.faketime_sem_{}")
"""What libfaketime leaves there when its process is killed."""


@cache
def library() -> dict[str, str]:
    """What the command ``faketime`` adds to the environment, so that its library is loaded."""
    found = _asked()
    for _ in range(TRIES):
        if found.returncode:
            found = _asked()
    found.check_returncode()
    pairs = (line.partition("=") for line in found.stdout.splitlines())
    return {name: value for name, _, value in pairs if name.startswith(("LD_", "DYLD_"))}


def _asked() -> subprocess.CompletedProcess[str]:
    command, given = ["faketime", "-f", "+0", "env"], {"PATH": os.environ["PATH"]}
    return subprocess.run(command, env=given, capture_output=True, text=True, check=False)


class WallClock:
    """The clock of one process, told by a file. Give `environment` to the process."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._ahead = 0.0
        self.jump(0)

    def __repr__(self) -> str:
        return f"<WallClock {self._ahead:+g} s>"

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process go by this clock."""
        return {
            **library(),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": f"{NOTICED_WITHIN:g}",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def jump(self, seconds: float) -> None:
        """Set it forward, or back."""
        self._ahead += seconds
        new = self._file.with_suffix(".new")
        new.write_text(f"{self._ahead:+.3f}\n", encoding="ascii")
        new.replace(self._file)


def clear_up(pid: int) -> None:
    """Remove what a killed process left in shared memory."""
    for name in LEFT_BEHIND:
        (SHARED / name.format(pid)).unlink(missing_ok=True)
