"""Pictures of dialogues behind links, for who is given one, for an hour."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bot.errors import BadToken
from bot.ids import Person, SiteId
from bot.ports.by import By
from tests.visitor_gateway.site import SIGNING, Served
from tests.visitor_gateway.test_http import Answer, get
from tests.visitor_gateway.test_preview import DRAFT
from visitor_gateway.dialogue.check import load
from visitor_gateway.dialogue.parts import DialogueId
from visitor_gateway.pictures import GOOD_FOR, PATH, PictureLinks
from visitor_gateway.preview import Previews
from visitor_gateway.repertoire import Version, packed


class Clock:
    """Stands where it is put."""

    def __init__(self) -> None:
        self.at = 0

    def now(self) -> int:
        return self.at


def links(site: Served) -> PictureLinks:
    return PictureLinks(SIGNING, SiteId(site.site), "https://chat.example/", site.house.clock)


async def opened(site: Served, version: Version) -> Answer:
    return await get(site, links(site).link(version).removeprefix("https://chat.example"))


def texts(answer: Answer) -> str:
    assert answer.status == 200
    return " ".join(ElementTree.fromstring(answer.body).itertext())  # noqa: S314  our own


async def test_a_dialogue_of_a_file_is_drawn(site: Served) -> None:
    welcome = site.repertoire.files[DialogueId("welcome")]
    answer = await opened(site, Version(welcome.id, welcome.version))
    assert answer.content_type == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "talk · question" in texts(answer)


async def test_a_version_that_was_pushed_is_drawn_too(site: Served) -> None:
    made = load(DRAFT, file="welcome.yaml")
    by = By(Person("shell:local:ann"), 7)
    await site.house.dialogues.push(made.id, made.name, made.version, packed(made), by)
    assert "Drafted?" in texts(await opened(site, Version(made.id, made.version)))


async def test_a_version_that_is_not_kept_is_not_found(site: Served) -> None:
    answer = await opened(site, Version("welcome", "never"))
    assert (answer.status, b"not kept any more" in answer.body) == (404, True)


@pytest.mark.parametrize("token", ["x", "e30.x", "%00", "..%2f..%2fetc"])
async def test_nobody_makes_up_a_link(site: Served, token: str) -> None:
    answer = await get(site, f"{PATH}{token}")
    assert (answer.status, answer.content_type) == (403, "text/plain")


async def test_a_preview_shows_no_picture_and_a_picture_begins_no_preview(site: Served) -> None:
    welcome = site.repertoire.files[DialogueId("welcome")]
    version = Version(welcome.id, welcome.version)
    previews = Previews(SIGNING, SiteId(site.site))
    assert (await get(site, PATH + previews.sign(version, until=2**52))).status == 403
    with pytest.raises(BadToken):
        previews.read(links(site).link(version).rpartition("/")[2], now=1)


def test_a_link_is_good_for_an_hour() -> None:
    clock = Clock()
    made = PictureLinks(SIGNING, SiteId("main"), "http://127.0.0.1:8080", clock)
    link = made.link(Version("welcome", "v1"))
    assert link.startswith("http://127.0.0.1:8080/picture/")
    token = link.removeprefix("http://127.0.0.1:8080/picture/")
    clock.at = GOOD_FOR - 1
    assert made.read(token) == Version("welcome", "v1")
    clock.at = GOOD_FOR
    with pytest.raises(BadToken, match="expired"):
        made.read(token)
