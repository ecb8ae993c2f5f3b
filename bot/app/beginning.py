"""What is said at the start."""

from __future__ import annotations

import secrets
from collections.abc import Mapping

from bot.adapters.desk.links import sign_link
from bot.adapters.desk.names import desk_person
from bot.app.house import House


LINK_AGE = 30 * 86_400
"""Seconds for which the desk's link, as printed at the start, is good."""


async def claim_code(house: House) -> str | None:
    """The one-time code for the first admin; None when there is an admin."""
    return await house.directory.admins.offer_claim(
        f"{secrets.token_hex(2)}-{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    )


def desk_links(house: House, base_url: str) -> Mapping[str, str]:
    """The links with which the people of the desk sign in."""
    return {
        name: sign_link(house.secret, desk_person(name), base_url, LINK_AGE)
        for name in (house.settings.desk.people if house.settings.desk.enabled else ())
    }
