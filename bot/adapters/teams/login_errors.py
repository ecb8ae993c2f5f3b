"""What to do when the login refuses us, as sentences that name the variable. Pure.

The numbers are https://learn.microsoft.com/entra/identity-platform/reference-error-codes. The descriptions beside them
are not repeated: they hold ids and times.
"""

from __future__ import annotations

import re

from bot.adapters.teams.errors import Answer


NEW_VALUE = (
    "In the app registration, under Certificates & secrets, make a new client secret, copy its Value, "
    "set THREADLINE_TEAMS_PASSWORD to it and restart."
)
COPY_IDS = (
    "Copy both from the Overview of the app registration: Application (client) ID into THREADLINE_TEAMS_APP_ID, "
    "Directory (tenant) ID into THREADLINE_TEAMS_TENANT."
)

BY_NUMBER = {
    "7000222": f"THREADLINE_TEAMS_PASSWORD has expired. {NEW_VALUE}",
    "7000215": f"THREADLINE_TEAMS_PASSWORD is no secret of this app; its Value is needed, not its Secret ID. {NEW_VALUE}",
    "700016": f"There is no app THREADLINE_TEAMS_APP_ID in the tenant THREADLINE_TEAMS_TENANT. {COPY_IDS}",
    "90002": f"There is no tenant THREADLINE_TEAMS_TENANT. {COPY_IDS}",
    "900023": f"THREADLINE_TEAMS_TENANT is no tenant's id. {COPY_IDS}",
    "7000112": "The app THREADLINE_TEAMS_APP_ID is disabled. Enable it under Enterprise applications, Properties.",
    "53003": "A Conditional Access policy of the tenant keeps the app out. Ask who administers the tenant to permit it.",
}


def secret_remedy(answer: Answer) -> str:
    """Say why client credentials were refused, and what to do."""
    number = _number(answer)
    return BY_NUMBER.get(
        number,
        f"Microsoft's login refuses THREADLINE_TEAMS_APP_ID and THREADLINE_TEAMS_PASSWORD "
        f"(AADSTS{number or '?'}). {COPY_IDS} {NEW_VALUE}",
    )


def managed_remedy(_: Answer) -> str:
    """Say why a managed identity got no token, and what to do: there is one reason only."""
    return (
        "This machine has no managed identity whose client id is THREADLINE_TEAMS_APP_ID. Assign the identity to it "
        "(Azure portal, Identity, User assigned), or set teams.managed_identity to false and THREADLINE_TEAMS_PASSWORD."
    )


def _number(answer: Answer) -> str:
    """The first number that is given, by itself or in the description."""
    codes = answer.object.get("error_codes")
    if isinstance(codes, list) and codes:
        return str(codes[0])
    found = re.search(r"AADSTS(\d+)", str(answer.object.get("error_description", "")))
    return found.group(1) if found else ""
