"""The guides' tables of troubles are the list of points: whatever a check can say stands there, Teams' in Teams' own."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.pages import ROOT


TEAMS = "Teams: "
GUIDE, TEAMS_GUIDE = ("docs/slack.md", "docs/teams.md")
MAKERS = ("Point", "_point")


def names_of_points() -> set[str]:
    """The fixed beginning of each name with which the code makes a point."""
    files = [ast.parse(file.read_text(encoding="utf-8")) for file in (ROOT / "bot").rglob("*.py")]
    texts = {name: text for tree in files for name, text in _assigned(tree)}
    made = [call for tree in files for call in _points(tree)]
    return {_beginning(call.args[0], texts) for call in made if call.args} - {""}


def _points(tree: ast.Module) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MAKERS:
            yield node


def _assigned(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))) if (
                name.isupper()
            ):
                yield name, text
            case _:
                pass


def _beginning(name: ast.expr, texts: dict[str, str]) -> str:
    match name:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            return text.partition(",")[0].strip()
        case ast.Name(id=constant):
            return texts.get(constant, "")
        case _:
            return ""


def test_there_are_points() -> None:
    assert len(names_of_points()) > 25


@pytest.mark.parametrize("name", sorted(names_of_points()))
def test_the_guide_says_what_to_do(name: str) -> None:
    guide = TEAMS_GUIDE if name.startswith(TEAMS) else GUIDE
    lines = (ROOT / guide).read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("|") and f"`{name}" in line], (
        f"{guide}: no row with `{name}`"
    )
