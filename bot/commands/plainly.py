"""Passes on what routing says of typed words, which it repeats as they are, without our marks. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bot.commands.wording import unmarked
from bot.errors import BadInput


@contextmanager
def plainly() -> Iterator[None]:
    """Take our marks out of the sentence of a `BadInput`."""
    try:
        yield
    except BadInput as problem:
        raise BadInput(unmarked(str(problem)), problem.problems) from None
