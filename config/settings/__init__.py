"""Every setting, with its limits and its default. The descriptions are the sentences of the example file."""

from __future__ import annotations

from config.secret_values import Secrets
from config.settings.platforms import Desk, Slack, Teams
from config.settings.routing import Routing
from config.settings.section import Section
from config.settings.server import Log, Server, Site, Store
from config.settings.visitors import SAMPLE_DIALOGUES, Dialogues, Files, Visitors


__all__ = [
    "SAMPLE_DIALOGUES",
    "Desk",
    "Dialogues",
    "FileSettings",
    "Files",
    "Log",
    "Routing",
    "Section",
    "Server",
    "Settings",
    "Site",
    "Slack",
    "Store",
    "Teams",
    "Visitors",
]


class FileSettings(Section, frozen=True, kw_only=True):
    """The settings of Threadline. Every key may be left out: then its default holds."""

    site: Site = Site()
    server: Server = Server()
    store: Store = Store()
    dialogues: Dialogues = Dialogues()
    routing: Routing = Routing()
    visitors: Visitors = Visitors()
    files: Files = Files()
    slack: Slack = Slack()
    teams: Teams = Teams()
    desk: Desk = Desk()
    log: Log = Log()


class Settings(FileSettings, frozen=True, kw_only=True):
    """What the file says and what the environment says. Printing it shows no secret."""

    secrets: Secrets = Secrets()
