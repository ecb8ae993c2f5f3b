"""Installing by OAuth, step by step as a browser does it, and everything with which somebody may try to get in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from yarl import URL

from bot.adapters.slack.granting import App
from bot.adapters.slack.install_links import INSTALL, REDIRECT, InstallLinks
from bot.adapters.slack.install_pages import COOKIE, InstallPages
from bot.adapters.slack.scopes import NAMES
from bot.errors import BadToken
from bot.ids import SiteId
from tests.adapters.recorder import WallClock
from tests.adapters.slack.installing import SECRET, Browser, Site, serving
from tests.conftest import Store
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human
from tests.listening import listening


@pytest.fixture
async def site(slack: FakeSlack, store: Store) -> AsyncIterator[Site]:
    async with serving(slack, store) as site:
        yield site


@pytest.fixture
def bea(slack: FakeSlack) -> Human:
    return slack.user("Bea", team=slack.workspace("Beta", installed=False))


# --- as it is meant ----------------------------------------------------------------------------------


async def test_a_link_leads_to_slack_and_back_to_a_workspace_that_is_served(site: Site, bea: Human) -> None:
    page = await site.installs(bea)
    assert (page.status, "Threadline is in Beta now" in page.text) == (200, True)
    team = bea.account.team
    assert site.workspaces.platforms[team.id].me == (
        team.id, site.slack.bot(team).bot_user, site.slack.bot(team).bot_id, site.slack.app_id, "Beta",
    )  # fmt: skip
    [installation] = site.arrived
    assert (installation.by, installation.token) == (bea.id, site.slack.bot(team).bot_token)
    assert set(installation.scopes) == set(NAMES)


async def test_slack_is_asked_for_everything_and_sends_back_to_our_address(site: Site) -> None:
    begun = await site.browser().opens(site.links.make())
    asked = URL(begun.location)
    assert str(asked.with_query(None)) == site.slack.authorize_url
    assert asked.query["client_id"] == site.slack.client_id
    assert asked.query["scope"] == ",".join(NAMES)
    assert asked.query["redirect_uri"] == site.url + REDIRECT
    cookie = begun.cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/slack")
    assert cookie.value == asked.query["state"]


async def test_behind_https_the_cookie_is_for_https_alone(site: Site) -> None:
    secure = InstallLinks(SECRET, SiteId("s"), "https://chat.example.com")
    key = secure.make().partition("?")[2]
    pages = InstallPages(
        site.workspaces,
        site.installed,
        secure,
        App("1.2", "x"),
        WallClock(),
        arrived=lambda _: asyncio.sleep(0),
    )
    app = web.Application()
    pages.mount(app)
    async with listening(app) as origin:
        begun = await site.browser().opens(f"{origin}{INSTALL}?{key}")
    assert begun.cookies[COOKIE]["secure"] is True


async def test_the_token_is_nowhere_in_the_store(site: Site, store: Store, bea: Human) -> None:
    await site.installs(bea)
    token = site.slack.bot(bea.account.team).bot_token.encode()
    dumped = [await store.redis.dump(key) or b"" async for key in store.redis.scan_iter("*")]
    assert dumped
    assert not [value for value in dumped if token in value or b"Beta" in value]


async def test_installing_again_brings_the_new_token(site: Site, bea: Human) -> None:
    await site.installs(bea)
    before = site.workspaces.platforms[bea.account.team.id]
    await site.installs(bea)
    after = site.workspaces.platforms[bea.account.team.id]
    assert after is not before
    assert after.has_token(site.slack.bot(bea.account.team).bot_token)


async def test_whoever_declines_may_open_the_link_again(site: Site, bea: Human) -> None:
    link, browser = site.links.make(), site.browser()
    page = await browser.opens(await site.consents(browser, bea, link=link, allow=False))
    assert (page.status, "still good" in page.text) == (200, True)
    assert (await site.installs(bea, link=link)).status == 200


async def test_previews_of_a_link_do_not_use_it_up(site: Site, bea: Human) -> None:
    link = site.links.make()
    for _ in range(3):
        assert (await site.browser().opens(link)).status == 302
    assert (await site.installs(bea, link=link)).status == 200


async def test_names_of_workspaces_are_shown_as_text(site: Site, slack: FakeSlack) -> None:
    team = slack.workspace("<script>alert(1)</script>", installed=False)
    page = await site.installs(slack.user("Eve", team=team))
    assert page.status == 200
    assert "<script>" not in page.text


# --- what is refused ---------------------------------------------------------------------------------


def nothing_happened(site: Site) -> bool:
    return not site.arrived and not site.workspaces.platforms


@pytest.mark.parametrize("link", ["", "x", "WyJh.b.c", "a" * 5000, "\u00e9"])
async def test_without_a_link_of_ours_nobody_gets_to_slack(site: Site, link: str) -> None:
    page = await site.browser().opens(str(URL(site.url + INSTALL).with_query(link=link)))
    assert page.status == 403
    assert "workspace link" in page.text


@pytest.mark.parametrize(
    "other",
    [
        InstallLinks("another secret of thirty-two signs", SiteId("s"), ""),
        InstallLinks(SECRET, SiteId("t"), ""),
    ],
    ids=["another secret", "another site"],
)
async def test_a_link_of_another_threadline_is_not_ours(site: Site, other: InstallLinks) -> None:
    assert (await site.browser().opens(site.url + other.make())).status == 403


async def test_a_link_is_good_for_a_day(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    key = URL(site.links.make()).query["link"]
    site.links.read(key)
    monkeypatch.setattr("bot.adapters.slack.install_links.LINK_AGE", -1)
    with pytest.raises(BadToken, match="older than a day"):
        site.links.read(key)


async def test_a_link_works_once(site: Site, bea: Human) -> None:
    link = site.links.make()
    assert (await site.installs(bea, link=link)).status == 200
    assert (await site.browser().opens(link)).status == 410


async def test_of_two_who_use_one_link_at_once_one_is_installed(
    site: Site, slack: FakeSlack, bea: Human
) -> None:
    cid = slack.user("Cid", team=slack.workspace("Gamma", installed=False))
    link = site.links.make()
    one, two = site.browser(), site.browser()
    backs = [await site.consents(one, bea, link=link), await site.consents(two, cid, link=link)]
    pages = await asyncio.gather(one.opens(backs[0]), two.opens(backs[1]))
    assert sorted(page.status for page in pages) == [200, 410]
    assert len(site.arrived) == len(site.workspaces.platforms) == 1


async def test_a_callback_is_good_once(site: Site, bea: Human) -> None:
    browser = site.browser()
    back = await site.consents(browser, bea)
    cookies = dict(browser.cookies)
    assert (await browser.opens(back)).status == 200
    assert (await Browser(site.session, cookies).opens(back)).status == 400
    assert len(site.arrived) == 1


async def test_a_callback_in_another_browser_is_nobodys(site: Site, bea: Human) -> None:
    """Somebody sends a victim the address with which their own consent ended."""
    back = await site.consents(site.browser(), bea)
    page = await site.browser().opens(back)
    assert (page.status, nothing_happened(site)) == (400, True)
    other = site.browser()
    await other.opens(site.links.make())
    assert (await other.opens(back)).status == 400
    assert nothing_happened(site)


async def test_a_state_that_somebody_made_up_is_nobodys(site: Site, bea: Human) -> None:
    browser = site.browser()
    back = URL(await site.consents(browser, bea)).update_query(state="made-up")
    browser.cookies[COOKIE] = "made-up"
    assert (await browser.opens(str(back))).status == 400
    assert nothing_happened(site)


@pytest.mark.parametrize("query", [{}, {"state": ""}, {"code": "x"}, {"state": "\u00e9", "code": "x"}])
async def test_a_callback_without_what_it_needs_is_nobodys(site: Site, query: dict[str, str]) -> None:
    page = await site.browser().opens(str(URL(site.url + REDIRECT).with_query(query)))
    assert (page.status, nothing_happened(site)) == (400, True)


@pytest.mark.parametrize("path", [INSTALL, REDIRECT])
@pytest.mark.parametrize(
    "query",
    [
        b"link=%ff%fe&state=%ff&code=%00",
        b"state=\xff\xfe&code=x",
        b"%",
        b"state=%ed%a0%80&link=%ed%a0%80&code=1",
    ],
)
@pytest.mark.parametrize(
    "cookie", [b"", b"threadline_install=\xff\xfe", b"threadline_install=%ed%a0%80; ;;==="]
)
async def test_any_bytes_are_answered_and_have_no_effect(
    site: Site, path: str, query: bytes, cookie: bytes
) -> None:
    url = URL(site.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = b"GET " + path.encode() + b"?" + query + b" HTTP/1.1\r\nHost: x\r\nCookie: " + cookie
    writer.write(head + b"\r\nConnection: close\r\n\r\n")
    status = (await reader.readline()).split()[1]
    writer.close()
    assert status in (b"400", b"403")
    assert nothing_happened(site)


async def test_a_code_that_was_used_elsewhere_is_refused_by_slack(site: Site, bea: Human) -> None:
    first, second = site.browser(), site.browser()
    code = URL(await site.consents(first, bea)).query["code"]
    back = URL(await site.consents(second, bea))
    assert (await second.opens(str(back))).status == 200
    page = await first.opens(str(back.with_query(state=first.cookies[COOKIE], code=back.query["code"])))
    assert (page.status, "code_already_used" in page.text) == (400, True)
    assert len(site.arrived) == 1
    assert code


async def test_a_code_for_another_address_is_refused_by_slack(site: Site, bea: Human) -> None:
    browser = site.browser()
    begun = await browser.opens(site.links.make())
    evil = URL(begun.location).update_query(redirect_uri="https://evil.example/slack/oauth_redirect")
    code = URL(site.slack.decide(str(evil), bea)).query["code"]
    back = URL(site.url + REDIRECT).with_query(state=browser.cookies[COOKIE], code=code)
    page = await browser.opens(str(back))
    assert (page.status, "bad_redirect_uri" in page.text) == (400, True)
    assert nothing_happened(site)


@pytest.mark.parametrize(
    ("granted", "said"),
    [
        ({"is_enterprise_install": True, "team": None}, "a whole organisation"),
        ({"team": None}, "a whole organisation"),
        ({"expires_in": 43_200, "refresh_token": "xoxe-1"}, "Token rotation"),
        ({"token_type": "user"}, "no bot token"),
        ({"team": {"id": "T0OTHER", "name": "Other"}}, "another workspace"),
        ({"bot_user_id": "U0OTHER"}, "another workspace"),
    ],
)
async def test_what_cannot_be_used_is_refused_with_the_reason(
    site: Site, bea: Human, granted: dict[str, Any], said: str
) -> None:
    site.slack.settings.granted = granted
    page = await site.installs(bea)
    assert (page.status, said in page.text, nothing_happened(site)) == (400, True, True)


@pytest.mark.parametrize("granted", [{"access_token": None}, {"bot_user_id": "<script>"}, {"authed_user": 7}])
async def test_an_answer_of_slacks_that_makes_no_sense_installs_nothing(
    site: Site, bea: Human, granted: dict[str, Any]
) -> None:
    site.slack.settings.granted = granted
    page = await site.installs(bea)
    assert (page.status, nothing_happened(site)) == (503, True)


async def test_a_slack_that_fails_over_the_exchange_leaves_the_link_good(site: Site, bea: Human) -> None:
    link = site.links.make()
    site.slack.fail("auth.test", "unavailable")
    assert (await site.installs(bea, link=link)).status == 503
    assert nothing_happened(site)
    assert (await site.installs(bea, link=link)).status == 200
