"""Installing in several Slack workspaces: the pages for it, the links, and what commands and `check` say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aiohttp import web

from bot.adapters.slack.check import events
from bot.adapters.slack.client import SlackPlatform
from bot.adapters.slack.granting import App
from bot.adapters.slack.install_links import InstallLinks
from bot.adapters.slack.install_pages import InstallPages
from bot.adapters.slack.installed import Installation, Installed
from bot.adapters.slack.workspaces import SlackWorkspaces
from bot.app.house import House
from bot.app.lost_workspaces import take_back
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import SiteId, person
from bot.ports import By, Installations, People, Point, Workspace
from config.settings import Settings


NO_ADDRESS = (
    "THREADLINE_SLACK_CLIENT_ID is set, so Slack sends people who install the app back to us: set server.public_url to "
    "the https address of this Threadline."
)


def install_links(settings: Settings, secret: str) -> InstallLinks:
    """What makes the links of this site. Raises `CannotStart` without a public address."""
    if not settings.server.public_url:
        raise CannotStart(NO_ADDRESS)
    return InstallLinks(secret, SiteId(settings.site.id), settings.server.public_url)


def first_link(house: House) -> str | None:
    """A link for the first workspace, where workspaces come by links and there is none yet."""
    several = house.settings.secrets.slack_client_id is not None
    if not several or any(entry.startswith("slack:") for entry in house.people):
        return None
    return install_links(house.settings, house.secret).make()


def mount_pages(
    house: House, app: web.Application, workspaces: SlackWorkspaces, installed: Installed
) -> None:
    """Serve the pages of an installation. Raises `CannotStart` without a public address."""
    kept = house.settings.secrets

    async def arrived(installation: Installation) -> None:
        """Whoever installed it by our link is an admin, and its agents can be reached."""
        who = person("slack", installation.team, installation.by)
        by = By(who, house.clock.now())
        await house.directory.admins.note(
            f"installed the app in {installation.name} ({installation.team})", by
        )
        await house.directory.admins.add(who, by)
        await take_back(house, installation.team)

    InstallPages(
        workspaces,
        installed,
        install_links(house.settings, house.secret),
        App(
            kept.slack_client_id.reveal() if kept.slack_client_id else "",
            kept.slack_client_secret.reveal() if kept.slack_client_secret else "",
        ),
        house.clock,
        arrived=arrived,
    ).mount(app)


class KnownWorkspaces:
    """Fills `Workspaces` for commands."""

    def __init__(self, installed: Installed, links: InstallLinks) -> None:
        self._installed = installed
        self._links = links

    def link(self) -> str:
        """Make a link."""
        return self._links.make()

    async def workspaces(self) -> Sequence[Workspace]:
        """List those where the app is, and those where it was."""
        there = [Workspace(one.team, one.name) for one in await self._installed.all()]
        gone = (await self._installed.kept.lost()).items()
        return [*there, *(Workspace(team, "", why) for team, why in gone)]


class Condition:
    """Fills `Health` for commands: the store's, and whether events come and no workspace was lost."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def check(self) -> list[Point]:
        """Look at both."""
        points = await self._house.health.check()
        try:
            return [*points, *await event_points(self._house.installations, self._house.people)]
        except StoreUnavailable:  # the store's own point says so
            return points


async def event_points(installations: Installations, people: Mapping[str, People]) -> list[Point]:
    """Say of each Slack workspace whether events come from there, and which were lost. Raises `StoreUnavailable`."""
    lost, heard = await installations.lost(), await installations.heard()
    known = [one for one in people.values() if isinstance(one, SlackPlatform)]
    came = [events(one.me.workspace, heard=one.me.team in heard) for one in known]
    # One that is known and lost came by our only token: its own points say so.
    absent = lost.keys() - {one.me.team for one in known}
    return [*came, *(_lost(team, lost[team]) for team in sorted(absent))]


def _lost(team: str, why: str) -> Point:
    again = (
        "Install it there again: `/livechat workspace link` makes a link, or set a new bot token and restart."
    )
    return Point("Slack: installed", False, f"{why.capitalize()} ({team}): its agents are away. {again}")
