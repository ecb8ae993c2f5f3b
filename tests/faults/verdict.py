"""The verdict: what was found, of each kind that must be 0, and how much was compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args


Kind = Literal["lost", "doubled", "reordered", "misdelivered", "leaked"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass
class Verdict:
    """How many of each, what they were, and how much was compared."""

    found: dict[Kind, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    compared: Counter[str] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Whether every promise was kept."""
        return not any(self.found.values())

    def __str__(self) -> str:
        counts = "/".join(str(len(self.found[kind])) for kind in KINDS)
        compared = ", ".join(f"{n} {what}" for what, n in sorted(self.compared.items()))
        details = [f"  {kind}: {what}" for kind in KINDS for what in self.found[kind][:10]]
        return "\n".join([f"{'/'.join(KINDS)}: {counts}  (compared: {compared})", *details])

    def compare(self, expected: Sequence[str], seen: Sequence[str], where: str) -> None:
        """Expect exactly these, once each, in this order."""
        if list(expected) == list(seen):
            return
        wanted, got = Counter(expected), Counter(seen)
        self.add("lost", (f"{text} in {where}" for text in wanted - got))
        self.add("doubled", (f"{text} in {where}" for text in got if got[text] > 1))
        self.add("misdelivered", (f"{text} in {where}" for text in got if text not in wanted))
        if wanted == got:
            self.add("reordered", [f"{where}: {list(seen)} instead of {list(expected)}"])

    def add(self, kind: Kind, found: Iterable[str]) -> None:
        """Note what was found."""
        self.found[kind] += found
