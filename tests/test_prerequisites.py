"""What ``make test`` says on a machine where something is missing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.prerequisites import fetch_packages


ROOT = Path(__file__).parent.parent
APT = """#!/bin/sh
echo "$@" >> "{folder}/asked"
[ "$1" = update ] || for package in "$@"; do
  case "$package" in chromium|redis-server|faketime) ln -s /bin/true "{folder}/$package";; esac
done
"""


def prerequisites(path: Path, *, root: bool) -> subprocess.CompletedProcess[str]:
    """Run it as a user who finds only what is in a folder."""
    code = (
        f"import os; os.geteuid = lambda: {0 if root else 1000}; from tests import prerequisites as p; "
        "raise SystemExit(p.main())"
    )
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def program(folder: Path, name: str, text: str = "#!/bin/sh\n") -> None:
    path = folder / name
    path.write_text(text)
    path.chmod(0o755)


def test_nothing_is_said_where_everything_is_there(tmp_path: Path) -> None:
    program(tmp_path, "google-chrome")
    program(tmp_path, "redis-server")
    program(tmp_path, "faketime")
    ran = prerequisites(tmp_path, root=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_a_user_who_may_not_install_reads_in_one_line_what_to_install(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", APT.format(folder=tmp_path))
    ran = prerequisites(tmp_path, root=False)
    said = "The tests need chromium and redis-server and faketime: install that, then try again.\n"
    assert (ran.returncode, ran.stdout, ran.stderr) == (1, "", said)
    assert not (tmp_path / "asked").exists()


def test_root_gets_exactly_what_is_missing_installed(tmp_path: Path) -> None:
    program(tmp_path, "chromium-browser")
    program(tmp_path, "ln", '#!/bin/sh\nexec /bin/ln "$@"\n')
    program(tmp_path, "apt-get", APT.format(folder=tmp_path))
    ran = prerequisites(tmp_path, root=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == "Installing what the tests need: apt-get install redis-server faketime\n"
    asked = (tmp_path / "asked").read_text().splitlines()
    assert asked == ["update -qq", "install -qq --yes --no-install-recommends redis-server faketime"]


def test_an_installation_that_fails_ends_with_its_reason(tmp_path: Path) -> None:
    program(tmp_path, "apt-get", "#!/bin/sh\necho E: no network >&2\nexit 100\n")
    ran = prerequisites(tmp_path, root=True)
    assert ran.returncode == 1
    assert ran.stderr == (
        "The tests need chromium and redis-server and faketime: install that, then try again (E: no network).\n"
    )


def test_packages_of_npm_are_fetched_once_where_there_is_npm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "node"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert fetch_packages(folder) == ""
    program(tmp_path, "npm", f'#!/bin/sh\n[ "$1 $3" = "ci {folder}" ] && /bin/mkdir -p "$3/node_modules"\n')
    assert fetch_packages(folder) == ""
    assert (folder / "node_modules").exists()
    program(tmp_path, "npm", "#!/bin/sh\nexit 1\n")
    assert fetch_packages(folder) == ""


def test_packages_that_cannot_be_fetched_are_said_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    program(tmp_path, "npm", "#!/bin/sh\necho no network >&2\nexit 1\n")
    assert fetch_packages(tmp_path / "node") == "no network"
