"""Faults on demand: what a method does instead of, or besides, its work."""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol


PAGES = {"bad_gateway": 502, "unavailable": 503, "gateway_timeout": 504, "html": 200}
"""Answers that are a page of HTML, and their statuses."""
TROUBLES = ("reset", "hang", "slow")
BEFORE = ("reset_before", "hang_before", "slow", "ratelimited", *PAGES)
AFTER = (
    *(f"{kind}_after_storing" for kind in (*TROUBLES, *PAGES)),
    "internal_error_after_storing",
    "no_id_after_storing",
)


@dataclass(kw_only=True, eq=False)
class Fault:
    """One order for trouble. `times` counts down; None is for ever. `rate` makes it a throw of dice.

    `kind` is one of BEFORE and AFTER, or the name of an error of the platform, answered before anything is stored.
    """

    method: str
    kind: str
    times: int | None = 1
    rate: float | None = None
    delay: float = 1.0
    """Real seconds, of the slow ones."""
    retry_after: int | None = 1
    channel: str | None = None
    used: int = 0
    dice: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        misspelt = self.kind.startswith(TROUBLES) or self.kind.endswith("_after_storing")
        if misspelt and self.kind not in BEFORE + AFTER:
            raise ValueError(f"there is no fault {self.kind!r}; there are {', '.join(BEFORE + AFTER)}")

    @property
    def after_storing(self) -> bool:
        return self.kind in AFTER

    def stop(self) -> None:
        self.times = 0

    def takes(self, method: str, args: dict[str, Any]) -> bool:
        return (
            self.times != 0
            and self.method in (method, "*")
            and self.channel in (None, args.get("channel"))
            and (self.rate is None or self.dice.random() < self.rate)
        )


class Faults:
    """A queue: the first one that takes a call is used up by it."""

    def __init__(self) -> None:
        self._queue: list[Fault] = []

    def add(self, fault: Fault) -> Fault:
        self._queue.append(fault)
        return fault

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._queue)

    def clear(self) -> None:
        self._queue.clear()

    def take(self, method: str, args: dict[str, Any]) -> Fault | None:
        for fault in self._queue:
            if fault.takes(method, args):
                fault.used += 1
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None


class HasId(Protocol):
    """A channel of either platform."""

    @property
    def id(self) -> str:
        """The platform's own."""


class Failing(ABC):
    """A fake on which methods fail when a test says so."""

    @property
    @abstractmethod
    def faults(self) -> Faults:
        """What was ordered."""

    def fail(
        self,
        method: str,
        fault: str,
        *,
        times: int | None = 1,
        rate: float | None = None,
        seed: int = 0,
        delay: float = 1.0,
        retry_after: int | None = 1,
        channel: HasId | None = None,
    ) -> Fault:
        """Order trouble for the next calls of a method ("*": any). With a rate, each call throws the dice of `seed`."""
        return self.faults.add(
            Fault(
                method=method,
                kind=fault,
                times=None if rate is not None and times == 1 else times,
                rate=rate,
                delay=delay,
                retry_after=retry_after,
                channel=channel.id if channel else None,
                dice=random.Random(seed),  # noqa: S311  # dice, not secrets
            )
        )
