"""Whether Teams' requests can reach us, tried from outside: an activity that nobody signed, which must be turned away."""

from __future__ import annotations

import asyncio

from aiohttp import ClientConnectorCertificateError, ClientError, ClientSession

from bot.adapters.teams.listeners import PATH
from bot.ports import Point


REQUESTS = "Teams: requests"
PATIENCE = 5.0
"""Seconds: our own measure, for somebody who waits for the answer. Teams itself waits for 15."""
UNSIGNED = {
    "type": "typing",
    "channelId": "msteams",
    "serviceUrl": "https://smba.trafficmanager.net/teams/",
    "from": {"id": "29:nobody"},
    "conversation": {"id": "a:nowhere"},
}
HAND_ON = f"Have your web server pass {PATH} on to Threadline, with the body and the headers as they came."


async def unsigned_request(session: ClientSession, url: str) -> Point:
    """Send what anybody could send, and see that Threadline itself refuses it: then what Microsoft signed comes there too."""
    try:
        async with (
            asyncio.timeout(PATIENCE),
            session.post(url, json=UNSIGNED, allow_redirects=False) as answer,
        ):
            status = answer.status
    except ClientConnectorCertificateError:
        return Point(
            REQUESTS,
            False,
            f"Teams does not accept the certificate of {url}: renew it, or send its whole chain.",
        )
    except (ClientError, OSError, ValueError) as error:
        said = f"{url} did not answer within {PATIENCE:g} s ({type(error).__name__}). {HAND_ON}"
        return Point(REQUESTS, False, said)
    return Point(REQUESTS) if status == 401 else Point(REQUESTS, False, _otherwise(url, status))


def _otherwise(url: str, status: int) -> str:
    match status:
        case 404 | 405:
            return (
                f"Nobody takes Teams' requests at {url}: is THREADLINE_TEAMS_APP_ID set where Threadline runs, and not "
                f"--only gateway? {HAND_ON}"
            )
        case 503:
            return (
                "Microsoft's signing keys cannot be fetched there, so nothing of Teams is believed: let that machine "
                "connect to login.botframework.com, port 443."
            )
        case _:
            return f"{url} answers with status {status}. {HAND_ON}"
