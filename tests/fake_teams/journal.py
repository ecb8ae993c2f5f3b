"""What the app posted, and what it did that no app may do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Post:
    """A message that the app posted. `at` is the fake's clock."""

    channel: str
    id: str
    root: str | None
    text: str
    at: float


class Offences(list[str]):
    """What Teams would not have told the app, or not in time: each of them fails the test that caused it.

    Malformed requests, tokens asked for too often or sent to strangers, presses answered wrongly.
    """

    def note(self, *sentences: str) -> None:
        for sentence in sentences:
            if sentence not in self:
                self.append(sentence)

    def forgive(self, *, containing: str = "") -> list[str]:
        """Forget those that hold a text, and list them: whoever provoked one on purpose looks at it here."""
        forgiven = [offence for offence in self if containing in offence]
        self[:] = [offence for offence in self if containing not in offence]
        return forgiven
