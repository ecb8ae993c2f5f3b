"""Each thing that can be wrong, and the words that say how to mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web
from msgspec.structs import replace
from redis import Redis

from bot.adapters.slack.listeners import PATH
from bot.doctor.address import WIDGET
from config.secret_values import Secret
from config.settings import Dialogues, Server, Settings
from tests.doctor.conftest import by_socket, ill, looked, served, with_secrets
from tests.fake_slack import FakeSlack
from tests.listening import listening
from tests.private_server import PrivateServer


# --- Slack


async def test_a_signing_secret_of_another_app_is_told_from_a_way_that_is_blocked(settings: Settings) -> None:
    async with served(settings):
        points = await looked(with_secrets(settings, slack_signing_secret=Secret("0" * 32)))
    assert "another signing secret" in points["Slack: signed requests"].remedy


async def test_a_proxy_that_passes_slack_to_nobody_is_named(settings: Settings) -> None:
    async with listening(site(healthz), settings.server.port):
        points = await looked(settings)
    assert f"Nobody takes Slack's requests at {settings.server.public_url}{PATH}" in (
        points["Slack: signed requests"].remedy
    )


async def test_http_without_a_public_address_cannot_work(settings: Settings) -> None:
    points = await looked(replace(settings, server=Server(port=settings.server.port)))
    assert "set server.public_url, or use Socket Mode" in points["Slack: signed requests"].remedy


async def test_a_token_that_was_revoked_is_named_before_anything_else_of_slack(
    settings: Settings, slack: FakeSlack
) -> None:
    slack.revoke()
    points = await looked(settings)
    assert "token_revoked" in points["Slack: bot token"].remedy
    assert [name for name in points if name.startswith("Slack: ")] == ["Slack: bot token"]


@pytest.mark.parametrize(
    ("token", "enabled", "named"), [("xapp-wrong", True, "invalid_auth"), ("", False, "access_denied")]
)
async def test_socket_mode_that_slack_refuses_is_named_with_what_to_click(
    settings: Settings, slack: FakeSlack, token: str, enabled: bool, named: str
) -> None:
    settings = by_socket(settings, slack)
    slack.sockets.enabled = enabled
    if token:
        settings = with_secrets(settings, slack_app_token=Secret(token))
    remedy = (await looked(settings))["Slack: Socket Mode"].remedy
    assert remedy.startswith(f"Slack says {named}.")
    assert "App-Level Tokens" in remedy


async def test_a_firewall_before_slacks_sockets_is_named(settings: Settings, slack: FakeSlack) -> None:
    slack.settings.socket_address = "127.0.0.1:9"
    points = await looked(by_socket(settings, slack))
    assert "port 443" in points["Slack: Socket Mode"].remedy


async def test_a_channel_from_which_the_app_was_removed_is_named_with_what_to_type(
    settings: Settings, slack: FakeSlack
) -> None:
    bo, sales = slack.user("Bo Boss", is_admin=True), slack.channel("sales")
    trusting = replace(settings, routing=replace(settings.routing, trust_platform_admins=True))
    async with served(trusting):
        await slack.connect(f"{settings.server.public_url}{PATH}")
        assert (await bo.types("/livechat", f"setting set missed_channel <#{sales.id}|sales>")).ok
        slack.kick(sales, slack.bot())
        points = await looked(trusting)
    assert "/invite @Threadline" in points["channel of *missed_channel*"].remedy


# --- the public address


async def healthz(_: web.Request) -> web.Response:
    return web.Response(text="ok\n")


async def script(_: web.Request) -> web.Response:
    return web.Response(text="export {}", content_type="text/javascript")


def site(*answers: object) -> web.Application:
    """A web server that passes on some things only."""
    app = web.Application()
    paths: Mapping[object, tuple[str, ...]] = {healthz: ("/healthz", "/readyz"), script: (WIDGET,)}
    for answer in answers:
        for path in paths[answer]:
            app.router.add_get(path, answer)  # type: ignore[arg-type]  # each is one of the two above
    return app


async def test_an_address_where_something_else_is_says_what_was_found(settings: Settings) -> None:
    async with listening(site(healthz), settings.server.port):
        points = await looked(settings)
    assert "answers with status 404, so something else is there" in points["public address: reachable"].remedy
    assert "public address: WebSocket" not in points


async def test_a_proxy_that_passes_no_websockets_is_named_with_the_headers(settings: Settings) -> None:
    async with listening(site(healthz, script), settings.server.port):
        points = await looked(settings)
    assert (
        "status 404: have your web server pass on the headers Upgrade"
        in points["public address: WebSocket"].remedy
    )


async def test_a_name_that_is_not_in_the_dns_is_named(settings: Settings) -> None:
    async with served(settings):
        points = await looked(
            replace(settings, server=replace(settings.server, public_url="https://chat.invalid"))
        )
    assert "public address: reachable" in ill(points)


async def test_plain_http_is_not_well_anywhere_but_here(settings: Settings) -> None:
    points = await looked(
        replace(settings, server=replace(settings.server, public_url="http://chat.example.com"))
    )
    assert "give your web server a certificate" in points["public address: https"].remedy


@pytest.mark.parametrize(("origins", "said"), [((), "No website"), (("*",), "every website in the world")])
async def test_the_websites_that_may_embed_the_widget_are_minded(
    settings: Settings, origins: tuple[str, ...], said: str
) -> None:
    point = (await looked(replace(settings, site=replace(settings.site, origins=origins))))[
        "public address: websites"
    ]
    assert point.well
    assert said in point.remedy


# --- the store and the machine


@contextmanager
def turned(server: PrivateServer, setting: str, value: str) -> Iterator[None]:
    """A setting of the server, for a while."""
    with Redis.from_url(server.url) as redis:
        before = redis.config_get(setting)[setting]
        redis.config_set(setting, value)
        try:
            yield
        finally:
            redis.config_set(setting, before)


@pytest.mark.parametrize(
    ("setting", "value", "well", "said"),
    [
        ("appendonly", "no", False, "Set appendonly yes"),
        ("appendfsync", "no", False, "Set appendfsync always"),
        ("appendfsync", "everysec", True, "up to two seconds are lost"),
    ],
)
async def test_a_store_that_forgets_is_named(
    settings: Settings, kept_store: PrivateServer, setting: str, value: str, well: bool, said: str
) -> None:
    with turned(kept_store, setting, value):
        point = (await looked(settings))["Store: persistence"]
    assert point.well is well
    assert said in point.remedy


async def test_a_store_that_evicts_is_named(settings: Settings, kept_store: PrivateServer) -> None:
    with turned(kept_store, "maxmemory", "100mb"), turned(kept_store, "maxmemory-policy", "allkeys-lru"):
        points = await looked(settings)
    assert "it deletes conversations" in points["Store: memory"].remedy


async def test_a_store_that_cannot_be_reached_is_named_by_its_address(settings: Settings) -> None:
    points = await looked(with_secrets(settings, redis_url=Secret("redis://:hidden@127.0.0.1:9/0")))
    assert points["Store: an answer"].remedy.endswith(
        "REDIS_URL names 127.0.0.1:9: mend that server, or the address."
    )
    assert "hidden" not in str(points)


async def test_a_folder_that_is_no_folder_is_named(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = replace(settings.store, data_directory=str(tmp_path / "file" / "data"))
    points = await looked(replace(settings, store=store))
    assert "set store.data_directory" in points["data directory"].remedy


async def test_a_file_folder_and_a_scanner_that_are_not_there_are_named(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    files = replace(settings.files, folder=str(tmp_path / "file" / "x"), scan=("no-such-scanner", "--quiet"))
    points = await looked(replace(settings, files=files))
    assert "set files.folder" in points["file folder"].remedy
    assert "no command no-such-scanner here" in points["file scan"].remedy


# --- dialogues


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    there = tmp_path / "dialogues"
    there.mkdir()
    (there / "bad.yaml").write_text("id: bad\nname: Bad\nstream:\n  - nonsense: 1\n")
    return there


async def test_a_dialogue_that_cannot_be_used_is_named_with_its_line(
    settings: Settings, folder: Path
) -> None:
    points = await looked(replace(settings, dialogues=Dialogues(folder=str(folder))))
    assert not points["dialogues"].well
