"""Account routing: from the domain of an e-mail address to an agent or a team. Pure.

A domain matches itself only: ``eng.acme.com`` is not ``acme.com``.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping

import idna

from bot.errors import BadInput


MOST = 20_000
"""Lines of one list; our own limit, so that an import stays one step of the store."""
TOLD = 10
"""Bad lines that an error's sentence names; its `problems` has them all."""
HEADERS = frozenset({"domain", "domains", "e-mail domain", "email domain"})


def domain(typed: str) -> str:
    """A domain in its compared form: lower case, ASCII. Raises `BadInput` for what is none."""
    text = typed.strip().removeprefix("@").rstrip(".")
    if "@" in text:
        raise BadInput(
            f'"{typed}" is an address. Only what follows the @ is wanted: {text.rpartition("@")[2]}.'
        )
    if "/" in text or ":" in text:
        raise BadInput(f'"{typed}" is a web address. Write the domain alone, like acme.com.')
    found = _ascii(text)
    if not re.fullmatch(r"(?:(?!-)[a-z0-9_-]{1,63}(?<!-)\.)+(?!\d+$)[a-z0-9-]{2,63}", found):
        raise BadInput(f'"{typed}" is no domain. Write it like acme.com.')
    return found


def domain_of(email: str) -> str:
    """The domain of an e-mail address in its compared form, or '' if there is none."""
    return _ascii(email.strip().rpartition("@")[2].rstrip(".")) if "@" in email else ""


def account_pool(accounts: Mapping[str, str], email: str) -> str:
    """The pool that the account of `email` is sent to, or '' if none is set."""
    return accounts.get(domain_of(email), "")


def read_accounts(text: str, target_pool: Callable[[str], str]) -> dict[str, str]:
    """Read a list as `read_lines` does. One bad line refuses the whole list.

    The `BadInput` raised maps each bad line, as ``line 3``, to what is wrong with it.
    """
    accounts, problems = read_lines(text, target_pool)
    if problems:
        raise _refused(problems)
    return accounts


def read_lines(text: str, target_pool: Callable[[str], str]) -> tuple[dict[str, str], dict[str, str]]:
    """Read a list ``domain,target``, with or without a header, as spreadsheets write it (also with ``;`` or tabs).

    `target_pool` names the pool of a target or raises `BadInput`. Answers the accounts, and what is wrong with bad lines,
    as ``line 3``. Raises `BadInput` for a list that is empty or too long.
    """
    accounts: dict[str, str] = {}
    first: dict[str, int] = {}
    problems: dict[str, str] = {}
    for number, cells in _rows(text):
        try:
            name, pool = domain(cells[0]), target_pool(_target(cells))
        except BadInput as bad:
            problems[f"line {number}"] = str(bad)
            continue
        if accounts.setdefault(name, pool) != pool:
            problems[f"line {number}"] = f"{name} has another target on line {first[name]}."
        first.setdefault(name, number)
    if not accounts and not problems:
        raise BadInput("This list is empty. Write a domain and a target on each line: acme.com,Sales")
    return accounts, problems


def _ascii(text: str) -> str:
    try:
        return idna.encode(text, uts46=True).decode("ascii").casefold()
    except idna.IDNAError:
        return text.casefold()  # compared as it stands; `domain` refuses it


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The lines that say something, each with its number in the file, from 1."""
    lines = re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))
    if len(lines) > MOST:
        raise BadInput(f"This list has {len(lines)} lines, and {MOST} are the most. Import it in parts.")
    for number, line in enumerate(lines, start=1):
        cells = _cells(line)
        if any(cells) and not (number == 1 and cells[0].casefold() in HEADERS):
            yield number, cells


def _cells(line: str) -> list[str]:
    unquoted = re.sub(r'"[^"]*"', "", line)
    delimiter = next((mark for mark in "\t;," if mark in unquoted), ",")
    try:
        row = next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])
    except csv.Error:  # a cell of more than 128 KiB
        raise BadInput(f"This list has a line of {len(line)} characters: it is no list of domains.") from None
    return [cell.strip() for cell in row]


def _target(cells: list[str]) -> str:
    if len(cells) < 2 or not cells[1]:
        raise BadInput(f"{cells[0]} has no target. Write the agent or the team behind it: {cells[0]},Sales")
    if any(cells[2:]):
        raise BadInput(
            f'"{cells[2]}" is too much: a domain and its target are all. Quote a name that has commas.'
        )
    return cells[1]


def listed(problems: Mapping[str, str]) -> str:
    """Write what is wrong with bad lines, a line for each."""
    told = "\n".join(f"{line}: {problem}" for line, problem in [*problems.items()][:TOLD])
    return f"{told}\nand {len(problems) - TOLD} more lines" if len(problems) > TOLD else told


def _refused(problems: Mapping[str, str]) -> BadInput:
    return BadInput(f"Nothing was imported. Mend these lines first:\n{listed(problems)}", problems)
