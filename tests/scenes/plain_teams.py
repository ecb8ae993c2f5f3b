"""Another Teams than our strict one, as little as can be: no time in what it sends, no address of people, older names.

Its people have a chat with the bot each, and one channel. What they write has an id of milliseconds, what they press not.
"""

from __future__ import annotations

import itertools
import json
import time
from typing import Any

from tests.fake_teams.keys import ISSUER, SigningKeys
from tests.fakes.clock import Clock
from tests.scenes.plain_server import Answer, PlainServer, sent


APP, TENANT = "9c24f7a1-0000-4000-8000-00000000000a", "72f988bf-86f1-41af-91ab-2d7cd011db47"
BOT = f"28:{APP}"
GENERAL = "19:general@thread.tacv2"


class PlainTeams:
    """Keeps what was posted. To be used with ``with``."""

    def __init__(self) -> None:
        self.posted: list[tuple[str, dict[str, Any]]] = []
        """Where, and what, with its `id`."""
        self._ids = itertools.count(int(time.time() * 1000))
        self._keys = SigningKeys(Clock())
        self._server = PlainServer(self.answer)
        self.origin = self._server.url
        self.service_url = f"{self.origin}/emea"

    def __enter__(self) -> PlainTeams:
        self._server.open()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.close()

    # --- what we ask of it

    def answer(self, verb: str, path: str, asked: dict[str, Any]) -> Answer:
        """The status, the headers and the body of an answer."""
        match [verb, *path.split("/")[1:]]:
            case ["GET", "openid"]:
                return said(issuer=ISSUER, jwks_uri=f"{self.origin}/keys")
            case ["GET", "keys"]:
                return said(**self._keys.jwks())
            case ["POST", str(), "oauth2", "v2.0", "token"]:
                return said(access_token=asked["scope"], expires_in="3599", token_type="bearer")  # noqa: S106  it opens nothing
            case ["POST", "emea", "v3", "conversations"]:
                return said(id=f"a:chat-of-{asked['members'][0]['id']}", activityId=None, serviceUrl=None)
            case ["POST", "emea", "v3", "conversations", where, "activities"]:
                return self._post(where, asked)
            case ["PUT", "emea", "v3", "conversations", where, "activities", post]:
                [shown] = [held for place, held in self.posted if (place, held["id"]) == (where, post)]
                shown.update(asked)
                return Answer(200, {}, {})
            case ["GET", "emea", "v3", "conversations", str(), "members", who]:
                name = who.removeprefix("29:").title()
                return said(id=who, name=name, objectId="aad", email=None, givenName=None, userRole=None)
            case _:
                return Answer(404, {}, {"error": {"code": "NotFound", "message": None}})

    def _post(self, where: str, asked: dict[str, Any]) -> Answer:
        self.posted.append((where, {**asked, "id": str(next(self._ids))}))
        return said(id=self.posted[-1][1]["id"])

    # --- what it sends us

    def writes(self, url: str, who: str, text: str) -> None:
        """Write in the chat with the bot."""
        status, _ = self._send(url, who, chat(who), {"type": "message", "id": self._now(), "text": text})
        assert status == 202

    def mentions(self, url: str, who: str, text: str, named: str) -> None:
        """Mention the bot and somebody else in the channel, with a command."""
        said_to = [mention(BOT, "Threadline"), mention(f"29:{named}", named.title())]
        text = f"<at>Threadline</at>&nbsp;{text} <at>{named.title()}</at>"
        post = self._now()
        where = {"id": f"{GENERAL};messageid={post}", "conversationType": "channel", "isGroup": True}
        data = {"team": {"id": GENERAL, "name": None}, "channel": {"id": GENERAL}}
        activity = {"type": "message", "id": post, "text": text, "entities": said_to}
        status, _ = self._send(url, who, where, activity, **data)
        assert status == 202

    def presses(self, url: str, who: str, below: str, data: dict[str, Any]) -> str:
        """Press a button of a card in the chat; what is answered."""
        value = {
            "action": {"type": "Action.Execute", "id": None, "verb": "any", "data": data},
            "trigger": "manual",
        }
        activity = {"type": "invoke", "name": "adaptiveCard/action", "id": "f:1", "replyToId": below}
        status, read = self._send(url, who, chat(who), {**activity, "value": value})
        assert status == 200, read
        return str(json.loads(read)["value"])

    def _now(self) -> str:
        return str(int(time.time() * 1000))

    def _send(
        self, url: str, who: str, where: dict[str, Any], activity: dict[str, Any], **data: Any
    ) -> tuple[int, bytes]:
        service_url = f"{self.service_url}/"
        whole = {
            "channelId": "msteams",
            "serviceUrl": service_url,
            "from": {"id": f"29:{who}", "name": None},
            "recipient": {"id": BOT},
            "conversation": where,
            "channelData": {"tenant": {"id": TENANT}, **data},
            "timestamp": None,
            "locale": None,
            **activity,
        }
        token = self._keys.sign(self._keys.claims(APP, service_url))
        headers = {"AUTHORIZATION": f"Bearer {token}", "CONTENT-TYPE": "Application/JSON;Charset=UTF-8"}
        return sent(f"{url}/api/messages", json.dumps(whole, indent=2).encode(), headers)


def said(**content: Any) -> Answer:
    """It is so."""
    return Answer(200, {}, content)


def chat(who: str) -> dict[str, Any]:
    """Somebody's chat with the bot."""
    return {"id": f"a:chat-of-29:{who}", "conversationType": "personal", "isGroup": None}


def mention(who: str, name: str) -> dict[str, Any]:
    """An entity."""
    return {"type": "mention", "mentioned": {"id": who, "name": None}, "text": f"<at>{name}</at>"}


def held(card: Any, verb: str) -> dict[str, Any]:
    """What the button of a card carries that stands for a verb. Raises AssertionError where there is none."""
    match card:
        case {"threadline": {"verb": found}} if found == verb:
            return dict(card)
        case dict() | list():
            inside = card.values() if isinstance(card, dict) else card
            return next((data for each in inside if (data := held(each, verb))), {})
        case _:
            return {}
