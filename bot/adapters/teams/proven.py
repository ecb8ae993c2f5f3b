"""Tokens that were proven already: Teams sends the same one with every request of about an hour. Pure.

To prove one takes an RSA signature, and the archived SDK reads the token five times besides. What is remembered spares
that and nothing else: a token is known by its digest alone, holds until its own end, for the address that it was proven
with, and by the very key that proved it. Whatever differs is proven anew.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import NamedTuple


MOST = 1000
"""Tokens that are remembered; those that were of use longest ago give way. Nobody but Microsoft can make one more."""


class Proof(NamedTuple):
    """What was proven of a token. Times in seconds since 1970."""

    service_url: str
    """The connector's address that it was proven with."""
    key_id: str
    key: object
    """The key that proved it, as it was read: when keys are fetched again each is another object."""
    since: float
    until: float

    def holds(self, service_url: str, now: float) -> bool:
        """Say whether it is good for a request with this address, now; a clock that was set back proves nothing."""
        return service_url == self.service_url and self.since <= now < self.until


class Proven:
    """The proofs of one gateway."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._proofs: OrderedDict[bytes, Proof] = OrderedDict()

    def __repr__(self) -> str:
        return f"<Proven, {len(self._proofs)} tokens>"

    def of(self, authorization: str) -> Proof | None:
        """What was proven of a request's header, if it was the same to the last sign."""
        name = _digest(authorization)
        proof = self._proofs.get(name)
        if proof is not None:
            self._proofs.move_to_end(name)
        return proof

    def remember(self, authorization: str, proof: Proof) -> None:
        """This header was proven."""
        name = _digest(authorization)
        self._proofs[name] = proof
        self._proofs.move_to_end(name)
        if len(self._proofs) > self._most:
            self._proofs.popitem(last=False)


def _digest(authorization: str) -> bytes:
    """Headers may hold bytes that are no text."""
    return hashlib.sha256(authorization.encode(errors="surrogateescape")).digest()
