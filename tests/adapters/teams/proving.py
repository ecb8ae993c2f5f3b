"""Requests as Teams signs them, and as those do who would like to be Teams."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, web

from bot.adapters.teams.connector import open_session
from bot.adapters.teams.errors import Rejected
from bot.adapters.teams.gateway import Gateway
from bot.errors import StoreUnavailable
from tests.fake_teams import FakeTeams
from tests.fake_teams.keys import Key
from tests.listening import listening


class Addresses:
    """Remembers what was learnt; as long as it is `lost` it cannot."""

    def __init__(self) -> None:
        self.learnt: list[tuple[str, str]] = []
        self.lost = False

    async def learn(self, tenant: str, url: str) -> None:
        if self.lost:
            raise StoreUnavailable("the store is away")
        self.learnt.append((tenant, url))


class Door:
    """A gateway, and the fake whose activities it is shown."""

    def __init__(self, teams: FakeTeams, gateway: Gateway, addresses: Addresses) -> None:
        self.teams = teams
        self.gateway = gateway
        self.addresses = addresses
        self.service_url = teams.platform.shapes.service_url(teams.tenant)

    def activity(self, **fields: Any) -> dict[str, Any]:
        """A message in a chat, as far as the gateway looks at it."""
        return {
            "type": "message",
            "id": "1700000000001",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": {"id": "29:ann"},
            "conversation": {"id": "a:chat", "tenantId": self.teams.tenant.id},
            "channelData": {"tenant": {"id": self.teams.tenant.id}},
            "text": "Hello",
            **fields,
        }

    def claims(self, **other: Any) -> dict[str, Any]:
        """What a good signature says, but for `other`; None leaves a claim out."""
        claims = {**self.teams.keys.claims(self.teams.app.app_id, self.service_url), **other}
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, key: Key | None = None, *, kid: str | None = None, **other: Any) -> str:
        """The header of a request."""
        return f"Bearer {self.teams.keys.sign(self.claims(**other), key, kid=kid)}"

    async def knock(
        self,
        activity: Any = None,
        authorization: str | None = None,
        *,
        body: bytes | None = None,
        content_type: str = "application/json",
    ) -> dict[str, Any]:
        """Show a request to the gateway; by default a good one."""
        shown = json.dumps(self.activity() if activity is None else activity).encode()
        header = self.signed() if authorization is None else authorization
        return await self.gateway.prove(
            shown if body is None else body, content_type=content_type, authorization=header
        )


@asynccontextmanager
async def a_door(fake: FakeTeams, /, **settings: Any) -> AsyncIterator[Door]:
    """A gateway that trusts the fake."""
    addresses = Addresses()
    async with open_session() as session:
        gateway = gateway_for(fake, session, addresses, **settings)
        await gateway.start()
        try:
            yield Door(fake, gateway, addresses)
        finally:
            await gateway.close()


def gateway_for(fake: FakeTeams, session: ClientSession, addresses: Addresses, /, **settings: Any) -> Gateway:
    """A gateway with some settings that are others."""
    given: dict[str, Any] = {
        "app_id": fake.app.app_id,
        "tenants": [fake.tenant.id],
        "hosts": [fake.base_url],
        "metadata_url": fake.openid_url,
        **settings,
    }
    return Gateway(session, addresses, **given)


@asynccontextmanager
async def another_host(answer: Callable[[str], web.Response]) -> AsyncIterator[str]:
    """A host that gives one answer, made of its own address, to whatever it is asked; its address."""

    async def answered(request: web.Request) -> web.Response:
        return answer(str(request.url.origin()))

    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", answered)
    async with listening(app) as origin:
        yield origin


def by_an_unknown_key(door: Door) -> str:
    """The header of a request that is signed well, with a key that nobody published."""
    return door.signed(door.teams.keys.new(["msteams"]))


async def rejected(door: Door, *args: Any, **given: Any) -> int:
    """The status with which a request is refused; nothing was learnt of it, nor of any before."""
    with pytest.raises(Rejected) as told:
        await door.knock(*args, **given)
    assert door.addresses.learnt == []
    return told.value.status


async def rejected_later(door: Door, authorization: str | None = None, activity: Any = None) -> int:
    """As `rejected`, where something was let in before."""
    with pytest.raises(Rejected) as told:
        await door.knock(activity, authorization)
    return told.value.status
