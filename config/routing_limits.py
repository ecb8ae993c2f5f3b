"""The limits of routing's settings, for the file (`settings/routing.py`) as for commands (`bot/routing/settings.py`)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta


AcceptWindow = Annotated[int, Meta(ge=20, le=600, extra={"unit": "seconds"})]
WaitLimit = Annotated[int, Meta(ge=10, le=500, extra={"unit": "seconds"})]
MaxOffers = Annotated[int, Meta(ge=1, le=10)]
Capacity = Annotated[int, Meta(ge=1, le=10)]
Order = Literal["round_robin", "least_busy"]
QueueLength = Annotated[int, Meta(ge=1, le=1000)]
AwayAfterMissed = Annotated[int, Meta(ge=0, le=10)]
IdleLimit = Annotated[int, Meta(ge=0, le=86_400, extra={"unit": "seconds"})]
ReopenDays = Annotated[int, Meta(ge=0, le=90, extra={"unit": "days"})]
