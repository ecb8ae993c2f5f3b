"""What our own pages say: the commands, snippets and file names in README.md and docs/."""

from __future__ import annotations

import re
from pathlib import Path


ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")])

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_FILE_NAME = re.compile(r"`([\w./-]+/[\w.-]+\.(?:py|js|md|yaml|lua|json|html|toml))`")


def fenced(page: str, language: str) -> list[str]:
    """The blocks of a language, in the order of the page."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [block for found, block in _FENCE.findall(text) if found == language]


def commands(page: str) -> list[str]:
    """What is to be typed into a terminal."""
    lines = [line for block in fenced(page, "console") for line in block.splitlines()]
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


def slash_commands(page: str) -> list[str]:
    """What is to be typed into Slack, without ``/livechat``."""
    lines = [line for block in fenced(page, "text") for line in block.splitlines()]
    return [line.removeprefix("/livechat ") for line in lines if line.startswith("/livechat ")]


def links(page: Path) -> list[Path]:
    """The files that a page links to or shows."""
    return [page.parent / target for target in _LINK.findall(page.read_text(encoding="utf-8"))]


def file_names(page: Path) -> list[Path]:
    """The files of the repository that a page names."""
    return [ROOT / name for name in _FILE_NAME.findall(page.read_text(encoding="utf-8"))]
