"""Who takes which form: each `FormId` begins with the word of its handler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bot.arrivals import FormSubmitted
from bot.forms import Done, FormAnswer


GONE = "This form is of no use any more. Please begin anew."


class TakesForm(Protocol):
    """Handles the forms of one kind."""

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        """Do what was asked for, once however often it is submitted. Raises `StoreUnavailable`: nothing was changed."""


class SubmittedForms:
    """Hands a submitted form to whoever made it; `takers` are by the part of the id before its stroke."""

    def __init__(self, takers: Mapping[str, TakesForm]) -> None:
        self._takers = takers

    async def submit(self, submitted: FormSubmitted) -> FormAnswer:
        """Hand it over. A form that nobody knows is answered kindly, and does nothing."""
        taker = self._takers.get(submitted.form.partition("/")[0])
        return await taker.submit(submitted) if taker else Done(GONE)
