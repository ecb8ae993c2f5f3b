"""Each method of the connector, and what its troubles mean, against the strict fake."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import ClientSession, ClientTimeout, web
from structlog.testing import capture_logs

from bot.adapters.teams.connector import Connector, open_session
from bot.adapters.teams.errors import BROKEN_PAUSE, MISSING_PAUSE, TooLarge, outcomes
from bot.adapters.teams.names import teams_channel, teams_person
from bot.adapters.teams.tokens import CONNECTOR, Tokens
from bot.errors import InDoubt, PlatformError, Refused, Throttled, Unreachable
from bot.ids import Channel, Person
from bot.its_clock import ItsClock
from tests.adapters.teams.clock import Clock
from tests.adapters.teams.logging_in import secret_login
from tests.adapters.teams.proving import another_host
from tests.fake_teams import FakeTeams
from tests.fake_teams.human import Human


NOWHERE = ["http://127.0.0.1:1", "http://nobody.invalid"]
"""Addresses where nobody answers: of no program, and of no machine."""
NEAR = 60_000
"""Milliseconds: less than by how much its clock is set apart from ours, and more than a test takes."""


class At:
    """Where the connector is."""

    def __init__(self, url: str) -> None:
        self.url = url

    async def of(self, tenant: str) -> str:
        return self.url


def words(text: str) -> dict[str, Any]:
    return {"type": "message", "text": text, "textFormat": "xml"}


@pytest.fixture
async def teams() -> AsyncIterator[FakeTeams]:
    async with FakeTeams(buckets=False) as fake:
        yield fake


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session() as opened:
        yield opened


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def at(teams: FakeTeams) -> At:
    return At(teams.service_url)


@pytest.fixture
def connector(teams: FakeTeams, session: ClientSession, clock: Clock, at: At) -> Connector:
    tokens = Tokens(secret_login(teams, session), CONNECTOR, now=clock)
    return Connector(
        session, tokens, at, app_id=teams.app.app_id, hosts=[teams.base_url, *NOWHERE], now=clock
    )


@pytest.fixture
def ann(teams: FakeTeams) -> Human:
    return teams.user("Ann Lee")


@pytest.fixture
def support(teams: FakeTeams, ann: Human) -> Channel:
    """A channel in a team that has the app, and of which Ann is a member."""
    return teams_channel(teams.tenant.id, teams.channel("support", members=[ann]).id)


@pytest.fixture
def her(teams: FakeTeams, ann: Human) -> Person:
    return teams_person(teams.tenant.id, ann.id)


async def test_a_thread_begins_in_a_channel_and_goes_on_there(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    first = await connector.reply(support, root, words("Hello"))
    other = await connector.post_root(support, words("Another visitor"))
    [shown, reply] = [seen for seen in teams.history(support.split(":", 2)[2]) if seen.root == root]
    assert (shown.id, shown.text) == (root, "A visitor")
    assert (reply.id, reply.text) == (first, "Hello")
    assert other != root


@pytest.mark.parametrize("ahead", [-3_600, 266, 86_400])
async def test_its_time_of_day_is_that_of_its_ids_from_the_login_on(
    teams: FakeTeams, session: ClientSession, at: At, support: Channel, ahead: int
) -> None:
    teams.clock.ahead = ahead
    by_login = ItsClock()
    tokens = Tokens(secret_login(teams, session, by_login), CONNECTOR)
    await tokens.get()
    connector = Connector(session, tokens, at, app_id=teams.app.app_id, hosts=[teams.base_url])
    root = int(await connector.post_root(support, words("A visitor")))
    assert abs(by_login.milliseconds() - root) < NEAR
    assert abs(connector.its_clock.milliseconds() - root) < NEAR


async def test_a_post_is_edited_and_deleted_any_number_of_times(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    reply = await connector.reply(support, root, words("Hello"))
    for _ in range(2):
        await connector.edit(support, root, root, words("Taken by Ann"))
        await connector.edit(support, root, reply, words("Hello!"))
    shown = {seen.id: seen.text for seen in teams.history(support.split(":", 2)[2])}
    assert shown == {root: "Taken by Ann", reply: "Hello!"}
    await connector.delete(support, root, reply)
    assert [seen.deleted for seen in teams.history(support.split(":", 2)[2])] == [False, True]


@pytest.mark.usefixtures("support")
async def test_somebodys_chat_is_opened_and_written_to(
    teams: FakeTeams, connector: Connector, ann: Human, her: Person
) -> None:
    chat = await connector.open_chat(her)
    assert chat == teams_channel(teams.tenant.id, ann.chat.id)
    await connector.typing(chat)
    card = await connector.post_root(chat, words("A visitor"))
    await connector.reply(chat, card, words("Hello"))
    assert [seen.text for seen in ann.sees()] == ["A visitor", "Hello"]


async def test_a_stranger_has_no_chat(teams: FakeTeams, connector: Connector) -> None:
    stranger = teams.user("Sam Stranger")
    with pytest.raises(Refused) as told:
        await connector.open_chat(teams_person(teams.tenant.id, stranger.id))
    assert told.value.gone


async def test_members_are_known_with_their_address(
    teams: FakeTeams, connector: Connector, support: Channel, ann: Human, her: Person
) -> None:
    member = await connector.member(support, her)
    assert (member.name, member.email) == ("Ann Lee", ann.account.email)
    assert member.aad_object_id == ann.account.aad
    with pytest.raises(Refused):
        await connector.member(support, teams_person(teams.tenant.id, teams.user("Sam Stranger").id))


async def test_all_pages_of_members_are_read(teams: FakeTeams, connector: Connector) -> None:
    people = [teams.user(f"Person {n}") for n in range(120)]
    crowd = teams_channel(teams.tenant.id, teams.channel("crowd", members=people).id)
    assert {member.id for member in await connector.members(crowd)} == {one.id for one in people}
    assert len(teams.calls("members")) == 3


@pytest.mark.usefixtures("support")
async def test_a_team_and_its_channels_are_known_by_its_general_channel(
    teams: FakeTeams, connector: Connector
) -> None:
    team = teams.team("support")
    general = teams_channel(teams.tenant.id, team.id)
    assert (await connector.team(general)).name == "support"
    assert {channel.name for channel in await connector.channels(general)} == {None, "support"}


# --- trouble ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("reset_before", InDoubt),
        ("reset_after_storing", InDoubt),
        ("bad_gateway", InDoubt),
        ("unavailable", InDoubt),
        ("gateway_timeout", InDoubt),
        ("html", InDoubt),
        ("html_after_storing", InDoubt),
        ("internal_error_after_storing", InDoubt),
        ("no_id_after_storing", InDoubt),
        ("ServiceError", InDoubt),
        ("RequestTimeout", InDoubt),
        ("ratelimited", Throttled),
        ("PreconditionFailed", Throttled),
        ("BadArgument", Refused),
        ("MessageWritesBlocked", Refused),
        ("MessageSizeTooBig", TooLarge),
    ],
)
async def test_what_went_wrong_is_told_and_nothing_is_sent_again(
    teams: FakeTeams, connector: Connector, support: Channel, fault: str, kind: type[PlatformError]
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.fail("send", fault)
    with pytest.raises(kind):
        await connector.reply(support, root, words("Hello"))
    assert len(teams.calls("send")) == 1
    await connector.reply(support, root, words("Hello again"))


async def test_an_edit_that_somebody_between_us_answered_is_in_doubt(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.fail("edit", "html")
    with pytest.raises(InDoubt):
        await connector.edit(support, root, root, words("Taken"))


async def test_429_says_how_long_to_wait(teams: FakeTeams, connector: Connector, support: Channel) -> None:
    teams.fail("create", "ratelimited", retry_after=7)
    with pytest.raises(Throttled) as told:
        await connector.post_root(support, words("A visitor"))
    assert (told.value.after, told.value.scope) == (7, "channel")


@pytest.mark.parametrize("nowhere", NOWHERE)
async def test_a_connector_that_cannot_be_reached_means_not_posted(
    connector: Connector, support: Channel, at: At, nowhere: str
) -> None:
    at.url = nowhere
    with pytest.raises(Unreachable):
        await connector.post_root(support, words("A visitor"))


async def test_a_kept_connection_that_has_ended_meanwhile_means_not_posted(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    await connector.post_root(support, words("A visitor"))
    await teams.goes_dark()
    with pytest.raises(Unreachable):
        await connector.post_root(support, words("Another"))


async def test_a_connector_that_does_not_answer_is_in_doubt(
    teams: FakeTeams, session: ClientSession, at: At, support: Channel
) -> None:
    teams.fail("create", "hang_before")
    tokens = Tokens(secret_login(teams, session), CONNECTOR)
    async with ClientSession(timeout=ClientTimeout(total=0.2)) as hasty:
        connector = Connector(hasty, tokens, at, app_id=teams.app.app_id, hosts=[teams.base_url])
        with pytest.raises(InDoubt):
            await connector.post_root(support, words("A visitor"))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TimeoutError(), InDoubt),
        (aiohttp.ServerTimeoutError(), InDoubt),
        (aiohttp.ServerDisconnectedError(), InDoubt),
        (aiohttp.ClientPayloadError(), InDoubt),
        (ConnectionResetError(), InDoubt),
        (aiohttp.ConnectionTimeoutError(), Unreachable),
        (aiohttp.InvalidURL("x"), Unreachable),
    ],
)
def test_what_breaks_on_the_way_is_in_doubt_unless_it_never_left(
    error: Exception, kind: type[PlatformError]
) -> None:
    with pytest.raises(kind), outcomes("POST conversations"):
        raise error


async def test_what_is_missing_once_comes_again_and_is_there(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.fail("send", "ConversationNotFound")
    with pytest.raises(Throttled) as told:
        await connector.reply(support, root, words("Hello"))
    assert told.value.after == MISSING_PAUSE
    await connector.reply(support, root, words("Hello"))


async def test_what_is_missing_for_a_while_is_gone(
    teams: FakeTeams, connector: Connector, support: Channel, clock: Clock
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.fail("send", "ConversationNotFound", times=None)
    for _ in range(2):  # the second at once: it is no later look
        with pytest.raises(Throttled):
            await connector.reply(support, root, words("Hello"))
    clock.now += MISSING_PAUSE
    with pytest.raises(Refused) as told:
        await connector.reply(support, root, words("Hello"))
    assert told.value.gone


@pytest.mark.usefixtures("support")
async def test_what_is_read_and_missing_is_looked_for_twice_and_then_gone(
    teams: FakeTeams, connector: Connector
) -> None:
    team = teams_channel(teams.tenant.id, teams.team("support").id)
    teams.fail("team", "TeamNotFound")
    assert (await connector.team(team)).name == "support"
    teams.fail("team", "TeamNotFound", times=None)
    with pytest.raises(Refused) as told:
        await connector.team(team)
    assert told.value.gone
    assert len(teams.calls("team")) == 4


async def test_one_missing_thread_says_nothing_of_another(
    teams: FakeTeams, connector: Connector, support: Channel, clock: Clock
) -> None:
    one, other = [await connector.post_root(support, words(name)) for name in ("Ivan", "Olga")]
    teams.fail("send", "ConversationNotFound", times=2)
    for root in (one, other):
        with pytest.raises(Throttled):
            await connector.reply(support, root, words("Hello"))
        clock.now += MISSING_PAUSE


async def test_a_missing_channel_says_nothing_of_threads_that_begin_in_another(
    teams: FakeTeams, connector: Connector, support: Channel, clock: Clock
) -> None:
    gone = teams_channel(teams.tenant.id, "19:gone@thread.tacv2")
    with pytest.raises(Throttled):
        await connector.post_root(gone, words("A visitor"))
    clock.now += MISSING_PAUSE
    teams.fail("create", "ConversationNotFound")
    with pytest.raises(Throttled):
        await connector.post_root(support, words("A visitor"))
    await connector.post_root(support, words("A visitor"))


async def test_where_the_app_was_removed_everything_is_gone(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.remove_app(teams.team("support"))
    for call in (
        connector.reply(support, root, words("Hello")),
        connector.edit(support, root, root, words("Hello")),
        connector.delete(support, root, root),
    ):
        with pytest.raises(Refused) as told:
            await call
        assert told.value.gone


async def test_words_that_are_too_many_are_told_as_such_whatever_the_page(
    connector: Connector, support: Channel
) -> None:
    for _ in range(2):  # once as JSON, once as a proxy's page
        with pytest.raises(TooLarge):
            await connector.post_root(support, words("x" * 60_000))


# --- tokens and hosts ------------------------------------------------------------------------------------


async def test_a_token_that_has_just_ended_is_replaced_unseen(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    await connector.post_root(support, words("A visitor"))
    teams.tokens.revoke()
    await asyncio.gather(*(connector.post_root(support, words(f"Visitor {n}")) for n in range(5)))
    assert len(teams.calls("token")) == 2
    assert len(teams.posts()) == 6


async def test_a_bot_that_is_not_registered_tries_once_more_and_then_waits(
    teams: FakeTeams, connector: Connector, support: Channel
) -> None:
    teams.fail("create", "BotNotRegistered", times=None)
    for _ in range(3):
        with pytest.raises(Throttled) as told:
            await connector.post_root(support, words("A visitor"))
        assert (told.value.after, told.value.scope) == (BROKEN_PAUSE, "workspace")
    assert len(teams.calls("create")) == 6
    assert len(teams.calls("token")) == 2
    # Nobody told us what is wrong with the token, so another one was tried.
    teams.offences.forgive(containing="while it had one that was young")


async def test_a_host_that_is_not_allowed_is_not_even_called(
    teams: FakeTeams, connector: Connector, support: Channel, at: At
) -> None:
    at.url = teams.stranger.url
    with pytest.raises(Refused, match="service_hosts"):
        await connector.post_root(support, words("A visitor"))
    assert teams.stranger.requests == []


TYPED = "my card is 4711"


@pytest.mark.parametrize(
    "fault", ["reset_before", "html", "unavailable", "ratelimited", "BadArgument", "BotNotRegistered"]
)
async def test_neither_our_token_nor_anybodys_words_are_in_errors_and_logs(
    teams: FakeTeams, connector: Connector, support: Channel, fault: str
) -> None:
    teams.fail("create", fault, times=None)
    with capture_logs() as lines, pytest.raises(PlatformError) as told:
        await connector.post_root(support, words(TYPED))
    error = told.value
    said = f"{lines} {error!r} {error.__cause__!r} {''.join(traceback.format_exception(error))}"
    tokens = [token.value for token in teams.tokens.issued()]
    assert tokens
    assert [one for one in (*tokens, "Authorization", TYPED) if one in said] == []
    teams.offences.forgive(containing="while it had one that was young")  # of the bot that is not registered


class AnyToken:
    """A token that nobody looks at."""

    async def get(self) -> str:
        return "token"

    async def renewed(self, refused: str) -> str:
        return "token"


async def test_nobody_is_followed_elsewhere(
    teams: FakeTeams, support: Channel, session: ClientSession
) -> None:
    def elsewhere(_: str) -> web.Response:
        return web.Response(status=307, headers={"Location": teams.stranger.url})

    async with another_host(elsewhere) as url:
        connector = Connector(session, AnyToken(), At(url), app_id="x", hosts=[url])
        with pytest.raises(Unreachable):
            await connector.post_root(support, words("A visitor"))
    assert teams.stranger.requests == []


async def test_a_tenant_that_moved_is_found_at_its_new_address(
    teams: FakeTeams, connector: Connector, support: Channel, at: At
) -> None:
    root = await connector.post_root(support, words("A visitor"))
    teams.moves("emea")
    at.url = teams.service_url
    await connector.reply(support, root, words("Hello"))


@pytest.mark.parametrize("name", ["a:x/../../v3/teams", "a:x?y=z", "a:x#y", "a:x%2fy", "a:ü"])
async def test_an_id_stays_one_part_of_the_address_whatever_is_in_it(
    teams: FakeTeams, connector: Connector, name: str
) -> None:
    with pytest.raises(Throttled):  # missing for the first time
        await connector.reply(teams_channel(teams.tenant.id, name), "", words("Hello"))
    assert teams.calls("send")[0].args["conversation"] == name
