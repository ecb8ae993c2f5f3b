"""Every command that the documentation shows is one that is understood."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.commands.commands import GRAMMAR
from bot.commands.forms import FORMS
from bot.commands.row import Asked, HelpWanted
from tests.commands.scene import KIM, command


ROOT = Path(__file__).parents[2]
SHOWN = re.compile(r"^/livechat (.+)$|`/livechat ([^`]+)`", re.MULTILINE)


def commands_in(document: str) -> list[str]:
    found = SHOWN.finditer((ROOT / document).read_text(encoding="utf-8"))
    return sorted({one[1] or one[2] for one in found})


DOCUMENTS = ("README.md", "docs/agents.md", "docs/routing.md", "docs/slack.md", "docs/operations.md")


@pytest.mark.parametrize("typed", sorted({typed for one in DOCUMENTS for typed in commands_in(one)}))
def test_a_command_that_is_shown_is_understood(typed: str) -> None:
    grouped = re.sub(r"(?<=from )@([a-z]+)", r"<&\1>", typed)
    line = re.sub(r"(?<![\w.])([@#])([a-z]+)", r"<\1\2>", grouped)
    shown = command(KIM, line)
    understood = GRAMMAR.parse(shown.words, KIM, shown.typed)
    assert typed in FORMS or isinstance(understood, (Asked, HelpWanted)), typed


def test_the_documentation_shows_commands_of_every_noun() -> None:
    typed = [one.split()[0] for page in ("docs/routing.md", "docs/slack.md") for one in commands_in(page)]
    assert set(GRAMMAR.nouns) <= set(typed)
