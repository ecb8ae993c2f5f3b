"""What holds for the whole repository: who may import whom, what tests may not do, what no file may say."""

from __future__ import annotations

import ast
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest


ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "visitor_gateway", "config")
LIBRARIES = {
    "redis": ["bot/adapters/store/"],
    "slack_sdk": ["bot/adapters/slack/"],
    "slack_bolt": ["bot/adapters/slack/"],
    "aiohttp": [
        "bot/adapters/slack/",
        "bot/adapters/desk/",
        "bot/adapters/teams/",
        "bot/app/",
        "bot/bodies.py",  # reads files from the requests of both
        "bot/doctor/",  # asks our own address, and others, as a browser would
        "bot/goodbye.py",  # closes the sockets of both
        "bot/logs.py",  # to tell its everyday errors from ours
        "bot/serving.py",
        "visitor_gateway/files.py",
        "visitor_gateway/pictures.py",
        "visitor_gateway/server.py",
        "visitor_gateway/visits.py",
        "visitor_gateway/gateway.py",
        "visitor_gateway/streams.py",
        "visitor_gateway/connection.py",
        "visitor_gateway/site.py",
    ],
    "botbuilder": ["bot/adapters/teams/gateway.py"],
    "botframework": ["bot/adapters/teams/gateway.py"],
    "jwt": ["bot/adapters/teams/gateway.py"],
    "apscheduler": ["bot/app/work.py"],
    "typer": [
        "bot/cli.py",
        "bot/manifest_cli.py",
        "bot/options.py",
        "bot/report_cli.py",
        "bot/slack_cli.py",
        "bot/dialogue_cli/",
        "bot/doctor/command.py",
    ],
    "yaml": ["config/", "visitor_gateway/dialogue/"],
    "itsdangerous": [
        "bot/adapters/desk/links.py",
        "bot/adapters/slack/install_links.py",
        "visitor_gateway/preview.py",
        "visitor_gateway/tokens.py",
    ],
}
"""Where each library of the outside is spoken: below these paths and nowhere else."""

# In two parts each, so that this file does not name what it looks for.
INDEX_HOSTS = ("pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com")
OURS = {
    ".py",
    ".md",
    ".toml",
    ".yaml",
    ".yml",
    ".json",
    ".js",
    ".css",
    ".html",
    ".lua",
    ".lock",
    ".ts",
    ".svg",
    "",
}


def tracked() -> list[Path]:
    """The files of the repository, without what tools left lying about."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [path for name in listed.stdout.splitlines() if (path := ROOT / name).is_file()]


def sources(*packages: str) -> list[Path]:
    return sorted(path for package in packages for path in (ROOT / package).rglob("*.py"))


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports, anywhere in it."""
    return frozenset(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.timeout(60)
def test_the_layers_are_kept() -> None:
    checked = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("library", LIBRARIES)
def test_each_library_is_spoken_where_it_belongs(library: str) -> None:
    allowed = tuple(LIBRARIES[library])
    users = [
        named(path)
        for path in sources(*PACKAGES)
        if any(module.split(".")[0] == library for module in imported(path))
    ]
    assert users, f"nobody uses {library}"
    assert [path for path in users if not path.startswith(allowed)] == []


def test_no_test_uses_mocks() -> None:
    banned = ("unittest.mock", "mock", "pytest_mock")
    guilty = [
        named(path) for path in sources("tests") for module in imported(path) if module.startswith(banned)
    ]
    assert guilty == []


def test_no_file_names_the_host_of_a_package_index() -> None:
    guilty = []
    for path in tracked():
        if path.suffix in OURS:
            text = path.read_text("utf-8", errors="replace").lower()
            guilty += [f"{named(path)}: {host}" for host in INDEX_HOSTS if host in text]
    assert guilty == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        named(path)
        for path in sources(*PACKAGES)
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_every_package_is_typed_for_others() -> None:
    for package in PACKAGES:
        assert (ROOT / package / "py.typed").exists()


def test_nothing_is_swallowed_in_silence() -> None:
    """Catching everything is for the last line of a task, and never without a word."""
    guilty = [
        f"{named(path)}:{node.lineno}"
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler) and _everything(node.type) and _says_nothing(node)
    ]
    assert guilty == []


def _everything(caught: ast.expr | None) -> bool:
    return caught is None or (isinstance(caught, ast.Name) and caught.id in ("Exception", "BaseException"))


def _says_nothing(handler: ast.ExceptHandler) -> bool:
    return all(isinstance(line, ast.Pass) for line in handler.body)


def test_lengths_are_reported(record_property: Callable[[str, object], None]) -> None:
    """A report, and no limit: short files and functions are read more often than long ones."""
    files = {named(path): len(path.read_text("utf-8").splitlines()) for path in sources(*PACKAGES)}
    functions = {
        f"{named(path)}:{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in sources(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for what, lengths in (("files", files), ("functions", functions)):
        record_property(f"median of {what}", statistics.median(lengths.values()))
        longest = sorted(lengths, key=lambda name: lengths[name], reverse=True)[:5]
        record_property(f"longest {what}", {name: lengths[name] for name in longest})
    assert files
    assert functions
