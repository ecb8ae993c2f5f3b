"""Where dialogues name agents and teams."""

from __future__ import annotations

from pathlib import Path

from bot.ids import AgentId, TeamName
from bot.routing.pools import agent_pool, team_pool
from visitor_gateway.dialogue.load import load_folder
from visitor_gateway.uses import DialogueUses


DIALOGUE = """
id: welcome
name: A dialogue
stream:
  - type: question
    id: who
    text: Whom do you want to talk to?
    answers:
      - text: Sales
        cards:
          - {type: live_chat, id: sales, routing: {option: team, team: SALES}}
      - text: Sam
        cards:
          - {type: live_chat, id: sam, routing: {option: agent, agent: slack-T1-sam}}
      - text: Anybody
        cards:
          - {type: live_chat, id: anybody}
"""


def uses(folder: Path) -> DialogueUses:
    (folder / "welcome.yaml").write_text(DIALOGUE, encoding="utf-8")
    dialogues = load_folder(folder)
    return DialogueUses(dialogues.values)


def test_the_cards_that_name_a_team_or_an_agent_are_found_at_any_depth(tmp_path: Path) -> None:
    assert uses(tmp_path).places(team_pool(TeamName("Sales"))) == ["welcome, card sales"]
    assert uses(tmp_path).places(agent_pool(AgentId("slack-T1-sam"))) == ["welcome, card sam"]


def test_whoever_is_not_named_has_no_place(tmp_path: Path) -> None:
    assert uses(tmp_path).places(team_pool(TeamName("Support"))) == []


def test_every_target_of_the_dialogues_is_listed_once(tmp_path: Path) -> None:
    assert uses(tmp_path).targets() == [agent_pool(AgentId("slack-T1-sam")), team_pool(TeamName("sales"))]
