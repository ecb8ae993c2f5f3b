"""What can go wrong with a dialogue, by guilt.

DialogueError     the author's: the file is refused, with every problem in it; nothing is loaded
BadAnswer         the visitor's: say why, change nothing, wait on at the same card
NotWaiting        the client's: an answer to a card that takes none; change nothing
EndlessStream     ours: a stream that the checker refuses was run all the same; fail loudly
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from visitor_gateway.dialogue.problem import Problem


class DialogueError(Exception):
    """Raised when a dialogue is refused. `str()` has one line for each error.

    `file`, `line`, `card`, `reason` and `remedy` are those of the first error.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problem for problem in problems if problem.severity == "error")
        super().__init__("\n".join(map(str, self.problems)))
        first = self.problems[0]
        self.file, self.line, self.card = first.file, first.line, first.card
        self.reason, self.remedy = first.reason, first.remedy


class BadAnswer(Exception):
    """Raised when a visitor's answer does not fit the card. `str()` is for the visitor.

    `allowed` has the answers of a question; `problems` says for each attribute of a form what is expected.
    """

    def __init__(
        self, text: str, *, allowed: Sequence[str] = (), problems: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.allowed = tuple(allowed)
        self.problems = dict(problems or {})


class NotWaiting(Exception):
    """Raised when a card is answered that is not in the dialogue, or that asks nothing."""


class EndlessStream(Exception):
    """Raised when a step comes to the same card twice without waiting for the visitor."""
