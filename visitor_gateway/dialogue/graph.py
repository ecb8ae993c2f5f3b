"""The ways through a stream: which card can come after which, and what that means."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from visitor_gateway.dialogue.mentions import Word
from visitor_gateway.dialogue.outline import Spot
from visitor_gateway.dialogue.problem import nearest


class Graph:
    """The cards of an outline and the exits of each, by number. The dialogue begins at card 0.

    `live_chat_before` has, for a card that stands after a live chat card in its branch, the nearest of these.

    A jump to nowhere leads to the card that was probably meant, so that one wrong letter is one problem.
    """

    def __init__(self, spots: list[Spot]) -> None:
        self.spots = spots
        self.by_id: dict[str, int] = {spot.id: spot.number for spot in reversed(spots) if spot.id}
        self.exits: list[tuple[int, ...]] = [tuple(self._exits(spot)) for spot in spots]
        self.live_chat_before: dict[int, Spot] = {}
        for spot in spots:
            if spot.leader is None:
                continue
            leader = spots[spot.leader]
            chat = leader if leader.kind == "live_chat" else self.live_chat_before.get(leader.number)
            if chat is not None:
                self.live_chat_before[spot.number] = chat

    def _exits(self, spot: Spot) -> Iterable[int]:
        if spot.kind == "live_chat":
            return
        follower = () if spot.follower is None else (spot.follower,)
        for choice in spot.choices:
            if choice.first is not None:
                yield choice.first
            else:
                yield from self._target(choice.goto) if choice.goto else follower
        if not spot.choices or spot.kind == "condition":  # which goes on where no branch holds
            yield from self._target(spot.goto) if spot.goto else follower

    def _target(self, goto: Word) -> tuple[int, ...]:
        meant = goto.text if goto.text in self.by_id else nearest(goto.text, self.by_id)
        return () if meant is None else (self.by_id[meant],)

    def reachable(self, start: int = 0) -> set[int]:
        """The cards that can be shown from this one on, itself included."""
        found: set[int] = set()
        waiting = [start] if self.spots else []
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                waiting += self.exits[number]
        return found

    def loops(self, inside: set[int]) -> list[list[int]]:
        """The loops that stay inside these cards, each from its first card in the file on."""
        left = self._without_dead_ends(inside)
        found: list[list[int]] = []
        told: set[int] = set()
        for first in sorted(left):
            path: dict[int, int] = {}
            number = first
            while number not in path and number not in told:
                path[number] = len(path)
                number = next(after for after in self.exits[number] if after in left)
            if number in path:
                loop = list(path)[path[number] :]
                lowest = loop.index(min(loop))
                found.append(loop[lowest:] + loop[:lowest])
            told.update(path)
        return found

    def _without_dead_ends(self, inside: set[int]) -> set[int]:
        """The cards from which one can go on for ever without leaving."""
        left = set(inside)
        ways_on = {number: {after for after in self.exits[number] if after in left} for number in left}
        ways_here: dict[int, list[int]] = {number: [] for number in left}
        for number, afters in ways_on.items():
            for after in afters:
                ways_here[after].append(number)
        ends = [number for number, afters in ways_on.items() if not afters]
        while ends:
            end = ends.pop()
            left.discard(end)
            for before in ways_here[end]:
                ways_on[before].discard(end)
                if not ways_on[before]:
                    ends.append(before)
        return left

    def certain(self, facts_of: Callable[[Spot], frozenset[str]]) -> dict[int, frozenset[str]]:
        """For each reachable card the facts that hold on every way to it."""
        before: dict[int, frozenset[str]] = {0: frozenset()} if self.spots else {}
        waiting = list(before)
        while waiting:
            number = waiting.pop()
            after = before[number] | facts_of(self.spots[number])
            for exit_ in self.exits[number]:
                known = before[exit_] & after if exit_ in before else after
                if before.get(exit_) != known:
                    before[exit_] = known
                    waiting.append(exit_)
        return before
