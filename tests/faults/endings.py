"""How agents' words stand in the end: edited, taken back, reacted to; where they were written, in the log and before visitors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.events import AgentDeleted, AgentEdited, AgentReacted, AgentWrote, Entry
from bot.ids import MessageId, told_message
from tests.faults.platforms.seat import Board, Said
from tests.faults.verdict import Verdict


Standing = dict[str, str | None]
"""By message, as visitors know it: its words as they stand; None where it was taken back."""


def in_log(log: Iterable[Entry]) -> Standing:
    """What the log says of agents' words."""
    stands: Standing = {}
    for entry in log:
        event = entry.event
        if isinstance(event, AgentWrote | AgentEdited):
            stands[told_message(event.thread, event.message)] = event.text
        elif isinstance(event, AgentDeleted):
            stands[told_message(event.thread, event.message)] = None
    return stands


def in_view(entries: Sequence[Mapping[str, Any]]) -> Standing:
    """What a tab shows of agents' words, by the rules of the protocol."""
    stands: Standing = {}
    for entry in sorted(entries, key=lambda entry: int(entry["n"])):
        match entry:
            case {"type": "agent_wrote", "id": name, "text": text}:
                stands[name] = text
            case {"type": "agent_edited", "message": name, "text": text} if (
                text and stands.get(name) is not None
            ):
                stands[name] = text
            case {"type": "agent_deleted", "message": name} if name in stands:
                stands[name] = None
            case _:
                pass
    return stands


def compare_words(verdict: Verdict, board: Board, said: Said, log: Sequence[Entry], name: MessageId) -> None:
    """A message stands in the log as it stands where it was written."""
    verdict.compared["words in the end"] += 1
    wanted, stands = board.stands(said), in_log(log).get(name)
    if wanted is None and stands is not None:
        verdict.add("leaked", [f"{stands}: taken back, and it stands"])
    elif wanted != stands:
        verdict.add("lost", [f"{wanted!r} stands as {stands!r}"])


def compare_view(
    verdict: Verdict, entries: Sequence[Mapping[str, Any]], upto: int, log: Sequence[Entry], where: str
) -> None:
    """A tab shows agents' words as the log says, but for those that were changed after it had looked."""
    later = in_log(log[upto:])
    wanted = {name: text for name, text in in_log(log[:upto]).items() if name not in later}
    shown = in_view(entries)
    wrong = [
        f"{wanted[name]!r} shown as {shown.get(name)!r} in {where}"
        for name in wanted
        if shown.get(name) != wanted[name]
    ]
    verdict.add("misdelivered", wrong)


def compare_reactions(verdict: Verdict, said: Said, log: Sequence[Entry], name: MessageId) -> None:
    """No reaction is shown that was taken away."""
    told = [entry.event for entry in log if isinstance(entry.event, AgentReacted) and entry.event.to == name]
    verdict.compared["reactions"] += len(told)
    last = max(reversed(told), key=lambda event: event.sent, default=None)  # of two at once the later one
    if last and last.added and not said.message.reactions:
        verdict.add("misdelivered", [f"a reaction at {said.text!r} that was taken away is shown"])
