"""The grammar: typed words in, an understood command or a friendly misunderstanding out. Pure.

It is the same for all platforms. What can be said is in `table.py`; nothing here knows a single command.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from itertools import takewhile

from bot.arrivals import Word
from bot.commands.arguments import read
from bot.commands.pieces import Pieces, line, pieces, shown
from bot.commands.row import Asked, HelpWanted, Misunderstood, Row
from bot.commands.wording import PREFIX, code
from bot.errors import BadInput, OurMistake
from bot.ids import Person


HELP = frozenset({"help", "?", "--help", "-h"})
NEAR = 0.7
"""How alike two phrases must be, from 0 to 1, before one is suggested for the other: one slip in four letters."""


class Grammar:
    """A table of commands, ready to be looked up."""

    def __init__(self, nouns: Mapping[str, str], rows: Sequence[Row]) -> None:
        """Take the nouns with what each is about, and the rows. Raises `OurMistake` if two rows share a phrase."""
        self.nouns = dict(nouns)
        self.rows = tuple(rows)
        self._rows: dict[str, Row] = {}
        for row in rows:
            for phrase in _phrases(row):
                if self._rows.setdefault(phrase, row) is not row:
                    raise OurMistake(f"{phrase!r} means both {row!r} and {self._rows[phrase]!r}")
        self._nouns = {form: row.noun for row in rows if row.verb for form in _forms(row.noun)}

    def rows_of(self, noun: str) -> tuple[Row, ...]:
        """The commands that begin with a noun."""
        return tuple(row for row in self.rows if row.noun == noun)

    def parse(
        self, typed_words: Sequence[Word], caller: Person, typed: Sequence[str] = ()
    ) -> Asked | HelpWanted | Misunderstood:
        """Understand what `caller` typed: words, and each as it was typed. Never raises, whatever the words are."""
        words = pieces(typed_words, typed)
        if words and words[0].word == PREFIX:
            words = words[1:]
        head = _leading_text(words)
        if not words or (head and head[0] in HELP):
            return self._help(words[1:])
        if len(head) == len(words) and head[-1] in HELP and self._names_all(words[:-1], head[:-1]):
            return self._help(words[:-1])
        return self._command(words, head, caller)

    def knows(self, words: Sequence[Word]) -> bool:
        """Say whether words are a command or ask for help, if only nearly: something in it may be wrong."""
        match self.parse(words, Person("")):
            case Asked() | HelpWanted():
                return True
            case Misunderstood(row=row, guessed=guessed):
                return row is not None and not guessed

    def _command(self, words: Pieces, head: list[str], caller: Person) -> Asked | HelpWanted | Misunderstood:
        row, length = self._find(words, head)
        if row is not None:
            try:
                return read(row, words[length:], caller)
            except BadInput as problem:
                whole = line(words) if words[length:] else ""
                return Misunderstood(problem=str(problem), row=row, line=whole)
        if len(words) == 1 and head and head[0] in self._nouns:
            return HelpWanted(topic=self._nouns[head[0]])
        return self._unknown(words, head)

    def _find(self, words: Pieces, head: list[str]) -> tuple[Row | None, int]:
        """Find the row and how many words name it."""
        two = self._rows.get(" ".join(head[:2])) if len(head) > 1 else None
        if two is not None:
            return two, 2
        one = self._rows.get(head[0]) if head else None
        if one is not None and (one.phrase == head[0] or len(words) == 1):
            return one, 1
        return None, 0

    def _names_all(self, words: Pieces, head: list[str]) -> bool:
        """Whether the words are a noun or a command, and no argument: a text may end with the word help."""
        row, length = self._find(words, head)
        return len(words) == (length if row else 1)

    def _help(self, words: Pieces) -> HelpWanted | Misunderstood:
        head = _leading_text(words)
        if not words:
            return HelpWanted()
        if head and head[0] in self._nouns and len(words) == 1:
            return HelpWanted(topic=self._nouns[head[0]])
        row, _ = self._find(words, head)
        return self._unknown(words, head) if row is None else HelpWanted(topic=row)

    def _unknown(self, words: Pieces, head: list[str]) -> Misunderstood:
        noun = self._nouns.get(head[0], "") if head else ""
        near = self._nearest(head, noun)
        problem = f"I don't know {code(f'{PREFIX} {shown(words)}')}."
        return Misunderstood(problem=problem, row=near, guessed=near is not None, noun=noun)

    def _nearest(self, head: list[str], noun: str) -> Row | None:
        """Find the row whose words are most like what was typed; by the verb alone, if the noun was understood."""
        if noun:
            either = ((phrase, row) for row in self.rows_of(noun) for phrase in (row.phrase, *row.also))
            verbs = {phrase.rpartition(" ")[2]: row for phrase, row in either if " " in phrase}
            return _most_like(" ".join(head[1:2]), verbs)
        return _most_like(" ".join(head[:2]), self._rows) or _most_like(" ".join(head[:1]), self._rows)


def _most_like(typed: str, rows: Mapping[str, Row]) -> Row | None:
    return next((rows[known] for known in difflib.get_close_matches(typed, rows, n=1, cutoff=NEAR)), None)


def _leading_text(words: Pieces) -> list[str]:
    """The words before the first mention, as they are compared."""
    text = takewhile(lambda word: isinstance(word, str), (piece.word for piece in words))
    return [str(word).casefold() for word in text]


def _forms(word: str) -> tuple[str, str]:
    return word, f"{word}s"


def _phrases(row: Row) -> list[str]:
    """Everything that means the row: either order, and the noun in the plural."""
    if not row.verb:
        return [row.noun, *row.also]
    either = [p for noun in _forms(row.noun) for p in (f"{noun} {row.verb}", f"{row.verb} {noun}")]
    return [*either, *row.also]
