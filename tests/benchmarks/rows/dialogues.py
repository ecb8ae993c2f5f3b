"""Finding a visitor's dialogue and taking a step of it: among many long ones, and with a single short one."""

from __future__ import annotations

import gc
import tempfile
import time
from pathlib import Path

from bot.events import Page
from bot.routing.facts import Facts
from tests.benchmarks.bench import Bench
from tests.benchmarks.row import Line, Values
from visitor_gateway.dialogue import stream
from visitor_gateway.dialogue.context import Context
from visitor_gateway.dialogue.load import load_folder
from visitor_gateway.dialogue.matching import Visit, aims, dialogue_for


MANY, LONG = 100, 500
STEPS = 2000

CARD = """\
  - id: q{number}
    type: question
    text: "Question {number}, {{{{visitor.first_name | there}}}}?"
    answers: [{{text: "Yes", value: "yes"}}, {{text: "No", value: "no"}}]
"""
END = '  - {id: end, type: message, text: "Thank you."}\n'
ATTRIBUTES = {"first_name": "Ada"}


def measure(dialogues: int, cards: int) -> Values:
    """Microseconds of an answer and the card that follows it, over all dialogues and cards in turn."""
    with tempfile.TemporaryDirectory() as folder:
        for number in range(dialogues):
            questions = "".join(CARD.format(number=card) for card in range(cards - 1))
            pages = f'targeting: {{pages: {{include: ["/p{number}/*"]}}}}'
            text = f"id: d{number}\nname: Dialogue {number}\n{pages}\nstream:\n{questions}{END}"
            (Path(folder) / f"d{number}.yaml").write_text(text)
        loaded = list(load_folder(Path(folder)).values())
    gc.collect()
    gc.freeze()  # as bot/serving.py does when everything is loaded
    context = Context(facts=Facts(page=Page(title="Page", url="https://example.com/")))
    among = aims(loaded)
    visits = [_visit(f"https://example.com/p{number}/page") for number in range(dialogues)]
    began = time.perf_counter()
    for step in range(STEPS):
        found = dialogue_for(visits[step * 37 % dialogues], among)
        assert found is not None
        stream.answer(found, f"q{step * 211 % (cards - 1)}", "yes", ATTRIBUTES, context)
    matched = time.perf_counter() - began
    began = time.perf_counter()
    for step in range(STEPS):
        # Strides that share no divisor with the numbers: every dialogue, and cards from everywhere.
        dialogue, card = loaded[step * 37 % dialogues], f"q{step * 211 % (cards - 1)}"
        stream.answer(dialogue, card, "yes", ATTRIBUTES, context)
    took = time.perf_counter() - began
    gc.unfreeze()
    return {"matched": matched / STEPS * 1e6, "step": took / STEPS * 1e6}


def _visit(url: str) -> Visit:
    return Visit(Facts(page=Page(url=url)), frozenset(), lambda _: True)


BENCH = Bench(
    name="dialogues",
    lines=(
        Line(
            key="matched",
            what=f"a dialogue matched among {MANY}, and a step",
            unit="µs",
            reach=2.0,
            better="less",
            beside="1 dialogue of 5 cards",
        ),
        Line(
            key="step",
            what=f"a step, {MANY} dialogues of {LONG} cards",
            unit="µs",
            reach=2.0,
            better="less",
            beside="1 dialogue of 5 cards",
        ),
    ),
    ours=lambda load: measure(min(MANY, load.agents), min(LONG, load.agents)),
    floor=lambda _: measure(1, 5),
)
