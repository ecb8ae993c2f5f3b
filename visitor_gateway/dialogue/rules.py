"""What must hold between the cards of a stream, one function a rule.

Each rule takes the graph and yields what it found; the file's name is added by the caller.
"""

from __future__ import annotations

from collections.abc import Iterator

from visitor_gateway.dialogue.finding import Finding
from visitor_gateway.dialogue.graph import Graph
from visitor_gateway.dialogue.outline import Choice, Spot
from visitor_gateway.dialogue.problem import nearest


NEVER_WAIT = ("message", "document", "meeting", "goal", "action", "condition")


def live_chat_is_last(graph: Graph) -> Iterator[Finding]:
    """Nothing stands after a live chat card in its branch."""
    for spot in graph.spots:
        chat = graph.live_chat_before.get(spot.number)
        if chat is not None:
            yield Finding(
                spot.line,
                spot.id,
                f"it stands after the live chat card '{chat.id}' (line {chat.line}), which must be the last of its branch",
                f"Move '{spot.id}' before '{chat.id}', into another branch, or delete it.",
            )


def ids_are_unique(graph: Graph) -> Iterator[Finding]:
    """No two cards have the same id."""
    for spot in graph.spots:
        first = graph.by_id.get(spot.id, spot.number)
        if first != spot.number:
            line = graph.spots[first].line
            yield Finding(spot.line, spot.id, f"the id is already taken in line {line}", "Choose another id.")


def jumps_lead_to_cards(graph: Graph) -> Iterator[Finding]:
    """Every `goto` names a card, and stands alone."""
    for spot in graph.spots:
        jumps = [spot.goto, *(choice.goto for choice in spot.choices)]
        for goto in jumps:
            if goto and goto.text not in graph.by_id:
                meant = nearest(goto.text, graph.by_id)
                remedy = f"Did you mean '{meant}'?" if meant else "Write the id of a card of this stream."
                yield Finding(
                    goto.line, spot.id, f"'goto' leads to '{goto.text}', and there is no such card", remedy
                )
        for choice in spot.choices:
            if choice.goto and choice.has_cards:
                yield Finding(
                    choice.goto.line,
                    spot.id,
                    f"{_called(spot, choice)} has both 'cards' and 'goto'",
                    "Keep one of them; the last card of the branch may jump.",
                )


def cards_can_be_reached(graph: Graph) -> Iterator[Finding]:
    """Some way through the stream leads to every card. Of cards that follow each other the first is named."""
    told = graph.reachable()
    for spot in graph.spots:
        if spot.number in told:
            continue
        told |= graph.reachable(spot.number)
        if spot.number not in graph.live_chat_before:  # that is the greater mistake, and told already
            yield Finding(
                spot.line,
                spot.id,
                "no way leads to it",
                "Put it where the dialogue passes, jump to it with 'goto', or delete it.",
            )


def loops_wait(graph: Graph) -> Iterator[Finding]:
    """Every loop has a question in it, so the visitor can leave it."""
    passing = {
        spot.number
        for spot in graph.spots
        if spot.kind in NEVER_WAIT or (spot.kind == "information_capture" and spot.may_pass_silently)
    }
    for loop in graph.loops(passing):
        ids = [graph.spots[number].id for number in [*loop, loop[0]]]
        way = ids if len(ids) <= 8 else [*ids[:4], "...", *ids[-3:]]
        yield Finding(
            graph.spots[loop[0]].line,
            ids[0],
            f"the cards go round without waiting for the visitor: {' → '.join(way)}",
            "Put a question into the loop, or delete a 'goto'.",
        )


def visitors_are_asked_first(graph: Graph) -> Iterator[Finding]:
    """Advice: before a live chat card comes a question, and a form for first name and e-mail."""
    for number, facts in sorted(graph.certain(_facts).items()):
        spot = graph.spots[number]
        if spot.kind != "live_chat":
            continue
        if "a question" not in facts:
            yield Finding(
                spot.line,
                spot.id,
                "a visitor can get here without being asked whether to talk to a person",
                "Put a question card before it.",
                "warning",
            )
        missing = [name for name in ("first_name", "email") if name not in facts]
        if missing:
            yield Finding(
                spot.line,
                spot.id,
                f"a visitor can get here without being asked for {' and '.join(missing)}",
                "Put an information_capture card before it.",
                "warning",
            )


def _facts(spot: Spot) -> frozenset[str]:
    if spot.kind == "question":
        return frozenset(["a question"])
    return frozenset(word.text for word in spot.asks) if spot.kind == "information_capture" else frozenset()


def _called(spot: Spot, choice: Choice) -> str:
    if spot.kind == "condition":
        return "a branch"
    return f"the answer '{next((word.text for word in choice.texts.values()), '')}'"
