"""What dialogues there are, and what they say, for people who ask in a chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.visitor_gateway.site import Served
from visitor_gateway.dialogue.diagram import diagram
from visitor_gateway.dialogue.load import load_file
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.playbill import SitePlaybill, sketched


SAMPLES = sorted((Path(__file__).parents[2] / "config" / "dialogues").glob("*.yaml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_card_and_every_way_is_in_the_sketch(path: Path) -> None:
    dialogue = load_file(path)
    drawn = diagram(dialogue)
    lines = sketched(drawn)
    assert [line.split(" (")[0] for line in lines if not line.startswith("  ")] == list(dialogue.places)
    assert len([line for line in lines if line.startswith("  ")]) == len(drawn.arrows)


async def test_a_file_is_shown_as_it_is_now_and_a_version_that_nobody_kept_is_not(site: Served) -> None:
    playbill = SitePlaybill(site.repertoire, "en")
    (name, in_file), *_ = playbill.files().items()
    assert in_file.version == site.repertoire.files[DialogueId(name)].version
    assert (await playbill.sketch(name, in_file.version) or [])[0]
    assert await playbill.sketch(name, "unknown") is None
