"""What the tests need beside Python: a Chromium, a redis-server and faketime, and for some npm. ``make test`` runs this first.

What is missing is installed where that is possible without asking (root, and apt-get), else named in one line.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple


NODE = Path(__file__).parent / "node"
"""Its package.json names a type checker, React and Vue, for the tests of the widget's types and of docs/widget.md, and the
schemas of Teams' manifests."""


class Need(NamedTuple):
    """A program, under the names that it has on different systems, and Debian's package of it."""

    names: tuple[str, ...]
    package: str


NEEDS = (
    Need(("chromium", "chromium-browser", "google-chrome"), "chromium"),
    Need(("redis-server",), "redis-server"),
    Need(("faketime",), "faketime"),
)


def missing(needs: Sequence[Need] = NEEDS) -> list[Need]:
    """Say which programs are not on the PATH under any of their names."""
    return [need for need in needs if not any(map(shutil.which, need.names))]


def can_install() -> bool:
    """Say whether we may install packages without asking anybody."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install(packages: Sequence[str]) -> str:
    """Install Debian packages. Answers what went wrong, or nothing."""
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-qq", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *command], env=quietly, capture_output=True, text=True, errors="replace", check=False
        )
        if done.returncode != 0:
            return (done.stderr.strip().splitlines() or [f"apt-get {command[0]} failed"])[-1]
    return ""


def fetch_packages(folder: Path = NODE) -> str:
    """Install what a folder's package.json names, if npm is here and it was not done. Answers what went wrong, or nothing."""
    npm = shutil.which("npm")
    if npm is None or (folder / "node_modules").exists():
        return ""
    sys.stdout.write(f"Installing what comes from npm: npm ci --prefix {folder}\n")
    sys.stdout.flush()
    done = subprocess.run(
        [
            npm,
            "ci",
            "--prefix",
            str(folder),
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    return "" if done.returncode == 0 else (done.stderr.strip().splitlines() or ["npm failed"])[-1]


def main() -> int:
    """Install or name what is missing. Answers 0 when everything is there."""
    packages = [need.package for need in missing()]
    problem = ""
    if packages and can_install():
        sys.stdout.write(f"Installing what the tests need: apt-get install {' '.join(packages)}\n")
        sys.stdout.flush()
        problem = install(packages)
    if still := [need.package for need in missing()]:
        why = f" ({problem})" if problem else ""
        sys.stderr.write(f"The tests need {' and '.join(still)}: install that, then try again{why}.\n")
        return 1
    if problem := fetch_packages():
        sys.stderr.write(f"The tests that need packages of npm are skipped ({problem}).\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
