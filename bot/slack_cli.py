"""``threadline slack``: the workspaces where the app is installed, for who sits at the machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import typer

from bot.adapters.store.bus import Bus
from bot.adapters.store.connection import connect
from bot.adapters.store.embedded import EmbeddedServer
from bot.adapters.store.installations import RedisInstallations
from bot.adapters.store.keys import Keys
from bot.app.installing import install_links
from bot.errors import CannotStart, StoreUnavailable
from bot.ids import SiteId
from bot.logs import set_up
from bot.options import ConfigFile
from bot.secret_file import secret_in
from bot.stored import url_of
from config.load import load
from config.settings import Settings


app = typer.Typer(help="Slack workspaces where the app is installed.", no_args_is_help=True)

NOT_SEVERAL = (
    "Installing by a link needs THREADLINE_SLACK_CLIENT_ID, THREADLINE_SLACK_CLIENT_SECRET and "
    "THREADLINE_ENCRYPTION_KEY, and no THREADLINE_SLACK_BOT_TOKEN: docs/slack.md says how."
)


@app.command("install-link")
def install_link(config: ConfigFile = None) -> None:
    """Print a link by which the app can be installed in one more workspace: once, within a day.

    Whoever installs by it becomes an admin of this Threadline: show it to nobody else.
    """
    settings = load(config, os.environ)
    if settings.secrets.slack_client_id is None:
        raise CannotStart(NOT_SEVERAL)
    kept = settings.secrets.secret
    secret = kept.reveal() if kept else secret_in(Path(settings.store.data_directory))
    typer.echo(install_links(settings, secret).make())


@app.command("forget")
def forget(
    workspace: Annotated[str, typer.Argument(help="Slack's id of the workspace, like T0123ABCD.")],
    config: ConfigFile = None,
) -> None:
    """Throw away what is stored of a workspace: its token cannot be used any more, nor read again.

    For a workspace that is left, or whose encryption key is lost. Remove the app in Slack too.
    """
    settings = load(config, os.environ)
    set_up("warning", "text")
    if not asyncio.run(_forget(settings, workspace)):
        raise CannotStart(f"Nothing is stored of a workspace {workspace}.")
    typer.echo(f"Forgotten: {workspace}.")


async def _forget(settings: Settings, workspace: str) -> bool:
    if not settings.secrets.redis_url and not _folder(settings).exists():
        return False
    async with _store(settings) as url:
        redis = connect(url)
        try:
            keys = Keys(SiteId(settings.site.id))
            kept = RedisInstallations(redis, keys, Bus(redis, keys))
            if await kept.of(workspace) is None:
                return False
            await kept.lose(workspace, "the workspace was forgotten at the command line")
            return True
        finally:
            await redis.aclose()


def _folder(settings: Settings) -> Path:
    return Path(settings.store.data_directory) / "store"


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[str]:
    """The store's address; our own is started for the moment if nobody runs it, as when `serve` refuses to."""
    try:
        url = url_of(settings)
    except StoreUnavailable:
        async with EmbeddedServer(_folder(settings)) as server:
            yield server.url
    else:
        yield url
