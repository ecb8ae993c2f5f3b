"""``threadline dialogue run``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terminal import Type


SAMPLES = Path(__file__).parents[2] / "config" / "dialogues"
WELCOME = SAMPLES / "welcome.yaml"
ROUTES = """id: d
name: D
attributes: {{plan: text}}
stream:
  - id: where
    type: condition
    branches:
      - {{when: {{eligible: person}}, goto: person}}
      - {{when: {{subject: hours, is: closed}}, goto: closed}}
  - {{id: nobody, type: message, text: "Nobody, {{{{visitor.plan | no plan}}}} on {{{{page.title}}}}", goto: done}}
  - {{id: closed, type: message, text: {{en: Closed, sv: Stängt}}, goto: done}}
  - {{id: done, type: goal, score: 2, goto: set}}
  - {{id: set, type: action, set: {{seen: "yes"}}, goto: read}}
  - {{id: read, type: document, title: Prices, link: "https://example.com/p.pdf", goto: bye}}
  - {{id: bye, type: question, text: Again?, answers: [{{text: "2", goto: where}}, {{text: "No", cards: [{{id: x, type: message, text: Bye}}]}}]}}
  - {{id: person, type: live_chat, routing: {routing}}}
"""


def routes(folder: Path, routing: str = "{option: custom_rules}") -> Path:
    path = folder / "d.yaml"
    path.write_text(ROUTES.format(routing=routing), encoding="utf-8")
    return path


def test_answers_are_numbers_or_texts_and_the_routing_is_told(typed: Type) -> None:
    for first in ("1", "yes, PLEASE", "yes"):
        said = typed("run", WELCOME, lines=f"{first}\nAda\nada@example.com\n")
        assert said.status == 0
        assert "  1) Yes, please\n  2) No, just looking\n" in said.out
        assert "* Thanks Ada! One moment" in said.out
        assert "→ live chat: round robin over all agents\n  email = ada@example.com\n" in said.out


def test_what_is_not_accepted_is_asked_again_and_nothing_typed_is_lost(typed: Type) -> None:
    said = typed("run", WELCOME, lines="maybe\n1\nAda\nnobody\nada@example.com\n")
    assert "! Please choose one of these: Yes, please · No, just looking." in said.out
    assert said.out.count("First name*: ") == 1
    assert said.out.count("E-mail*: ") == 2
    assert "first_name = Ada" in said.out


def test_a_branch_that_ends_is_completed(typed: Type) -> None:
    said = typed("run", WELCOME, lines="2\n")
    assert said.status == 0
    assert "→ completed\n  wants_person = no\n" in said.out


def test_what_is_known_is_preset_and_not_asked(typed: Type) -> None:
    known = ["--set", "first_name=Ada", "--set", "email=ada@example.com"]
    said = typed("run", WELCOME, *known, lines="1\n")
    assert "* Hi Ada!" in said.out
    assert "First name" not in said.out
    assert "→ live chat" in said.out


def test_input_that_ends_too_early_is_told(typed: Type) -> None:
    said = typed("run", WELCOME, lines="1\nAda\n")
    assert said.status == 1
    assert said.out.endswith("The answers ended before the dialogue did.\n")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], "→ live chat: the site's custom rules"),
        (["--nobody"], "* Nobody, no plan on Example"),
        (["--nobody", "--set", "plan=team", "--title", "Shop"], "* Nobody, team on Shop"),
        (["--nobody", "--closed"], "* Closed"),
        (["--nobody", "--closed", "--locale", "sv-SE"], "* Stängt"),
    ],
)
def test_page_locale_hours_and_agents_can_be_played(
    typed: Type, tmp_path: Path, options: list[str], expected: str
) -> None:
    said = typed("run", routes(tmp_path), *options, lines="No\n")
    assert expected in said.out
    assert said.status == 0


def test_goals_actions_and_links_are_shown(typed: Type, tmp_path: Path) -> None:
    said = typed("run", routes(tmp_path), "--nobody", lines="No\n")
    assert (
        "  [goal done reached, score 2]\n  [seen = yes]\n* Prices (https://example.com/p.pdf)\n" in said.out
    )


def test_an_answer_that_is_called_a_number_is_meant_by_it(typed: Type, tmp_path: Path) -> None:
    said = typed("run", routes(tmp_path), "--nobody", lines="2\nNo\n")
    assert said.out.count("* Nobody") == 2


@pytest.mark.parametrize(
    ("routing", "told"),
    [("{option: agent, agent: ann}", "agent ann"), ("{option: team, team: Sales}", "team Sales")],
)
def test_every_option_of_routing_is_told(typed: Type, tmp_path: Path, routing: str, told: str) -> None:
    assert f"→ live chat: {told}\n" in typed("run", routes(tmp_path, routing)).out


def test_mistakes_are_named(typed: Type) -> None:
    assert "--set: write it as name=value, not 'plan'" in typed("run", WELCOME, "--set", "plan").err
    said = typed("run", "nowhere.yaml")
    assert (said.status, "nowhere.yaml: it cannot be read" in said.err) == (1, True)


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_sample_can_be_played(typed: Type, path: Path) -> None:
    said = typed("run", path)
    assert said.status in (0, 1)
    assert said.out.startswith(("*", "  [", "→"))


def test_what_is_preset_is_a_known_attribute(typed: Type, tmp_path: Path) -> None:
    stream = "[{id: a, type: message, text: 'Hi {{visitor.shoe_size}}'}]"
    (tmp_path / "d.yaml").write_text(f"id: d\nname: D\nstream: {stream}\n")
    assert "unknown attribute 'shoe_size'" in typed("run", "d.yaml").err
    assert "* Hi 43\n" in typed("run", "d.yaml", "--set", "shoe_size=43").out
