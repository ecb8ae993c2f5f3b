"""The keys that seal what is kept of installations: missing, wrong, and on their way out."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.adapters.slack.installed import Installed
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.errors import CannotStart
from tests.adapters.slack.installing import KEY, Site, serving
from tests.conftest import Store
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human


@pytest.fixture
async def site(slack: FakeSlack, store: Store) -> AsyncIterator[Site]:
    async with serving(slack, store) as site:
        yield site


@pytest.fixture
def bea(slack: FakeSlack) -> Human:
    return slack.user("Bea", team=slack.workspace("Beta", installed=False))


def again(site: Site, *keys: str) -> SlackWorkspaces:
    """Another process, with these keys."""
    return SlackWorkspaces(installed=Installed(site.installed.kept, keys), api_url=site.slack.api_url)


async def test_another_process_serves_what_was_installed(site: Site, bea: Human) -> None:
    await site.installs(bea)
    other = again(site, KEY)
    await other.start()
    assert list(other.platforms) == [bea.account.team.id]
    await other.close()


async def test_a_wrong_key_stops_the_start_and_names_the_workspace_and_the_remedy(
    site: Site, bea: Human
) -> None:
    await site.installs(bea)
    other = again(site, "a wrong encryption key of many signs")
    with pytest.raises(CannotStart, match=f"{bea.account.team.id}.*threadline slack forget"):
        await other.start()
    await other.close()


async def test_a_new_key_before_the_old_one_seals_everything_anew(site: Site, bea: Human) -> None:
    await site.installs(bea)
    new = "a new encryption key of many signs .."
    both = again(site, new, KEY)
    await both.start()
    alone = again(site, new)
    await alone.start()
    assert list(alone.platforms) == [bea.account.team.id]
    await both.close()
    await alone.close()


async def test_a_record_that_was_moved_to_another_workspace_is_not_believed(site: Site, bea: Human) -> None:
    await site.installs(bea)
    [sealed] = (await site.installed.kept.all()).values()
    await site.installed.kept.install("T0EVIL", sealed, "another link")
    other = again(site, KEY)
    with pytest.raises(CannotStart, match="T0EVIL"):
        await other.start()
    await other.close()
