"""Blows: who is killed, at which moment of which step, and how they come back."""

from __future__ import annotations

from typing import Literal, NamedTuple

from tests.scenes.conversation import STEPS, Conversation, Step
from tests.scenes.house import House
from tests.scenes.process import Served
from tests.waiting import until


Victim = Literal["process", "store"]
Moment = Literal["before", "at_once", "acknowledged", "on_its_way", "posted"]
"""``before``        all is quiet, and the step is done while the victim is away
``at_once``       the step was done a moment ago, and nobody knows how far it came
``acknowledged``  whoever did it was just promised that it is safe
``on_its_way``    Slack has our request for a post, and will store it after the blow
``posted``        Slack has stored the post, and has not answered yet
"""

HELD = 0.4
"""Seconds for which Slack holds a post back, or its answer, so that the blow falls meanwhile."""
LAST_RETRY = 300.0
"""Slack's own seconds, at most, until it tries an event again: at once, after a minute, after five, and never more."""

WISHES = (
    Conversation.answers,
    Conversation.leaves_an_address,
    Conversation.writes,
    Conversation.writes_thrice,
)
REPLIES = (Conversation.replies, Conversation.notes, Conversation.replies_twice, Conversation.ends)
POSTS = (Conversation.leaves_an_address, Conversation.writes, Conversation.writes_thrice)


class Standing(NamedTuple):
    """A process that conversations are played in, one after the other."""

    house: House
    process: Served


class Cut(NamedTuple):
    """Who is killed, at which moment of which step."""

    victim: Victim
    moment: Moment
    step: Step

    def __str__(self) -> str:
        return f"{self.victim}-{self.moment}-{self.step.__name__}"


def every_cut() -> list[Cut]:
    """All of them. The victims take turns: a server that dies twice in ten seconds is rightly started more slowly."""
    moments: list[tuple[Moment, tuple[Step, ...]]] = [
        ("before", STEPS),
        ("at_once", STEPS),
        ("acknowledged", (*WISHES, *REPLIES)),
        ("on_its_way", POSTS),
        ("posted", POSTS),
    ]
    victims: tuple[Victim, ...] = ("store", "process")
    return [Cut(victim, moment, step) for moment, steps in moments for step in steps for victim in victims]


async def cut_at(cut: Cut, standing: Standing, conversation: Conversation) -> None:
    """Play the step, and strike at its moment. What was killed is back, or on its way back, when this returns."""
    calls_before = len(standing.house.slack.calls("chat.postMessage"))
    match cut.moment:
        case "before":
            await _strike(cut.victim, standing)
            await conversation.play(cut.step)
        case "at_once" | "acknowledged":
            await conversation.play(cut.step)
        case "on_its_way":
            standing.house.slack.fail("chat.postMessage", "slow", delay=HELD)
            await conversation.play(cut.step)
        case "posted":
            standing.house.slack.fail("chat.postMessage", "slow_after_storing", delay=HELD)
            await conversation.play(cut.step)
    if cut.moment != "before":
        await until(lambda: _has_come(cut.moment, conversation, calls_before))
        await _strike(cut.victim, standing)
    await _brought_back(standing)


async def _has_come(moment: Moment, conversation: Conversation, calls_before: int) -> bool:
    calls = conversation.house.slack.calls("chat.postMessage")[calls_before:]
    match moment:
        case "before" | "at_once":
            return True
        case "acknowledged":
            return conversation.is_acknowledged
        case "on_its_way":
            return bool(calls)
        case "posted":
            return any(call.stored for call in calls)


async def _strike(victim: Victim, standing: Standing) -> None:
    if victim == "process":
        await standing.process.kill()
    else:
        standing.process.kill_store()


async def _brought_back(standing: Standing) -> None:
    """A supervisor starts the process again; the embedded server is brought back by ours."""
    if not standing.process.runs:
        await standing.process.start()
        standing.house.slack.clock.advance(LAST_RETRY)
