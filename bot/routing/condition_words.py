"""Conditions as people type and read them: ``plan is enterprise and (country in SE, NO or page contains /pricing)``. Pure.

``and`` binds closer than ``or``. A value with spaces, commas, brackets or quotes stands in quotes.
``always`` is the condition that holds for everybody.
"""

from __future__ import annotations

from bot.errors import BadInput
from bot.routing.condition_tokens import Reader, Token, quoted
from bot.routing.condition_values import settled
from bot.routing.conditions import All, AnyOf, Condition, Operator, Test
from bot.routing.nearest import did_you_mean


LONGEST = 4000
"""Characters of a condition; our own limit, far above what people type."""
DEEPEST = 20
"""Brackets within brackets; our own limit."""

_WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.ENDS_WITH: "ends with",
    Operator.MATCHES_LIST: "in list",
    Operator.EXISTS: "exists",
    Operator.NOT_EXISTS: "does not exist",
    Operator.GREATER: "greater than",
    Operator.LESS: "less than",
    Operator.IN_COUNTRIES: "in countries",
    Operator.IN_STATES: "in states",
}
_ALSO = {
    "=": Operator.IS,
    "==": Operator.IS,
    "equals": Operator.IS,
    "!=": Operator.IS_NOT,
    "isn't": Operator.IS_NOT,
    "doesn't exist": Operator.NOT_EXISTS,
    "begins with": Operator.STARTS_WITH,
    "matches list": Operator.MATCHES_LIST,
    "is in list": Operator.MATCHES_LIST,
    "is one of": Operator.MATCHES_LIST,
    "is greater than": Operator.GREATER,
    "is less than": Operator.LESS,
    ">": Operator.GREATER,
    "<": Operator.LESS,
    "after": Operator.GREATER,
    "before": Operator.LESS,
}
_OPERATORS = {**{words: operator for operator, words in _WORDS.items()}, **_ALSO}
_CONSTANT: dict[str, Condition] = {"always": All(), "never": AnyOf()}
_KEPT = frozenset({"and", "or", "in", "then", *_CONSTANT, *" ".join(_OPERATORS).split()})
"""Words that stand in quotes where they are a subject or a value."""
QUOTES = 'A value of several words stands in quotes: company is "Acme Corp".'
_IN = {"country": Operator.IN_COUNTRIES, "state": Operator.IN_STATES, "region": Operator.IN_STATES}
"""What a bare ``in`` means; for any other subject it is ``in list``."""
_LONGEST_OPERATOR = max(words.count(" ") + 1 for words in _OPERATORS)
WITHOUT_VALUE = (Operator.EXISTS, Operator.NOT_EXISTS)


def parse(text: str) -> Condition:
    """Read a condition. Raises `BadInput` that names the word, what was expected there, and what was probably meant."""
    if len(text) > LONGEST:
        raise BadInput(f"This condition is longer than {LONGEST} characters. Make it several rules.")
    reader = Reader(text)
    condition = _any(reader, 0)
    if extra := reader.peek():
        hint = "" if extra.kind == "mark" else f" {QUOTES}"
        raise BadInput(f'I expected "and", "or" or the end {reader.here()}.{hint}')
    return condition


def words(condition: Condition) -> str:
    """Write a condition as `parse` reads it."""
    match condition:
        case Test():
            return _test_words(condition)
        case All():
            return " and ".join(map(_part_words, condition.of)) or "always"
        case AnyOf():
            return " or ".join(map(_part_words, condition.of)) or "never"


def _part_words(part: Condition) -> str:
    return words(part) if isinstance(part, Test) or len(part.of) == 0 else f"({words(part)})"


def _test_words(test: Test) -> str:
    values = ", ".join(quoted(value, _KEPT) for value in test.values)
    bare = _IN.get(test.subject, Operator.MATCHES_LIST) is test.operator
    operator = "in" if bare else _WORDS[test.operator]
    return f"{quoted(test.subject, _KEPT)} {operator} {values}".rstrip()


def _any(reader: Reader, depth: int) -> Condition:
    parts = [_all(reader, depth)]
    while reader.takes("or"):
        parts.append(_all(reader, depth))
    return parts[0] if len(parts) == 1 else AnyOf(tuple(parts))


def _all(reader: Reader, depth: int) -> Condition:
    parts = [_one(reader, depth)]
    while reader.takes("and"):
        parts.append(_one(reader, depth))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _one(reader: Reader, depth: int) -> Condition:
    if reader.takes("("):
        if depth == DEEPEST:
            raise BadInput(f"Brackets within brackets go {DEEPEST} deep at most.")
        inner = _any(reader, depth + 1)
        if not reader.takes(")"):
            raise BadInput(f'I expected "and", "or" or ")" {reader.here()}.')
        return inner
    subject = reader.peek()
    if subject is None or subject.kind == "mark" or subject.says("and", "or"):
        raise BadInput(f'I expected something to compare, like "plan is enterprise", {reader.here()}.')
    reader.skip()
    if subject.says(*_CONSTANT) and _ends(reader.peek()):
        return _CONSTANT[subject.text.casefold()]
    operator = _operator(reader, subject.text)
    values = () if operator in WITHOUT_VALUE else _values(reader, operator)
    return settled(Test(subject.text, operator, values))


def _ends(token: Token | None) -> bool:
    return token is None or token.says("and", "or", ")")


def _operator(reader: Reader, subject: str) -> Operator:
    """Take the longest words that are an operator."""
    typed: list[str] = []
    while len(typed) < _LONGEST_OPERATOR and (token := reader.peek(len(typed))) and token.kind == "word":
        typed.append(token.text.casefold().replace("\u2019", "'"))
    for length in range(len(typed), 0, -1):
        if operator := _OPERATORS.get(" ".join(typed[:length])):
            reader.skip(length)
            return operator
    if reader.takes("in"):
        return _IN.get(subject.casefold(), Operator.MATCHES_LIST)
    known = ", ".join(_WORDS.values())
    near = next(
        filter(None, (did_you_mean(" ".join(typed[:n]), _OPERATORS) for n in range(len(typed), 0, -1))),
        "",
    )
    raise BadInput(f'I expected how to compare "{subject}" {reader.here()}.{near} Known are: {known}.')


def _values(reader: Reader, operator: Operator) -> tuple[str, ...]:
    values: list[str] = []
    while not values or reader.takes(","):
        token = reader.peek()
        if token is None or token.kind == "mark" or token.says("and", "or"):
            raise BadInput(f'I expected a value behind "{_WORDS[operator]}" {reader.here()}.')
        values.append(token.text)
        reader.skip()
    return tuple(values)
