"""Tokens: who may be believed, and for how long."""

from __future__ import annotations

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from bot.errors import BadToken
from bot.ids import SiteId, VisitorId
from visitor_gateway.tokens import Bearer, VisitorTokens


DAY = 86_400
ANN = Bearer(VisitorId("ann"), 7)


class Shifted(TimestampSigner):
    """Signs by a clock that is ahead, or behind."""

    by = 0

    def get_timestamp(self) -> int:
        """The time there."""
        return super().get_timestamp() + self.by


def issued(ago: float) -> str:
    """A token of so long ago."""
    signer = type("ShiftedNow", (Shifted,), {"by": int(-ago)})
    there = URLSafeTimedSerializer("secret", salt="threadline visitor of main", signer=signer)
    made = there.dumps(ANN)
    return made if isinstance(made, str) else made.decode()


@pytest.mark.parametrize("ago", [0, 179 * DAY, -5, -3_600, -400 * DAY])
def test_a_token_is_good_also_where_the_clock_is_behind_the_one_that_issued_it(ago: float) -> None:
    assert VisitorTokens("secret", SiteId("main"), days=180).read(issued(ago)) == ANN


def test_a_token_is_not_good_for_longer_than_the_site_says() -> None:
    with pytest.raises(BadToken):
        VisitorTokens("secret", SiteId("main"), days=180).read(issued(181 * DAY))
