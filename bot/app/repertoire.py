"""The dialogues that are live, and the links to their pictures."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import structlog

from bot.app.house import House
from bot.app.tasks import end
from bot.errors import CannotStart
from visitor_gateway.dialogue_files import DialogueFiles
from visitor_gateway.pictures import PictureLinks
from visitor_gateway.repertoire import Repertoire
from visitor_gateway.server import own_url


log = structlog.get_logger(__name__)


async def keep_repertoire(house: House, stack: AsyncExitStack, *, must_be_right: bool) -> Repertoire:
    """The dialogues of files and store, kept up with. Raises `CannotStart` if what is wrong with the files matters."""
    files = DialogueFiles(house.settings.dialogues.path)
    found = files.load()
    repertoire = Repertoire(house.dialogues, files, house.clock)
    await repertoire.load()
    errors = []
    for problem in found.problems:
        folder = problem.file == files.folder.name
        if problem.severity == "error" and not (folder and repertoire.live):
            errors.append(str(problem))
        else:
            log.warning(str(problem))
    if errors and must_be_right:
        raise CannotStart("These dialogues cannot be used:\n" + "\n".join(errors))
    for name, work in (("published", repertoire.follow(house.bus)), ("files", repertoire.watch())):
        stack.push_async_callback(end, asyncio.create_task(work, name=name))
    return repertoire


def picture_links(house: House) -> PictureLinks:
    """Links to our pages with pictures of dialogues."""
    server = house.settings.server
    address = own_url(server.host, server.port, server.public_url)
    return PictureLinks(house.secret, house.site, address, house.clock)
