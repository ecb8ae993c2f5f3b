"""Which dialogues are live: files and store, several processes, bad files, and visitors who go on with what they began."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import msgspec
import pytest
from structlog.testing import capture_logs

from bot.adapters.store.dialogues import RedisDialogues
from bot.errors import CannotStart
from bot.ids import Person
from bot.ports.by import By
from config.settings import Dialogues
from tests.conftest import Store
from tests.visitor_gateway.site import Served, Tab, served
from tests.waiting import until
from visitor_gateway.dialogue.check import load
from visitor_gateway.dialogue.parts import CardId, DialogueId
from visitor_gateway.dialogue.whole import Dialogue
from visitor_gateway.dialogue_files import DialogueFiles
from visitor_gateway.repertoire import Repertoire, packed, unpacked


ANN = By(Person("shell:local:ann"), 7)
TALK = """id: {id}
name: Talk
stream:
  - id: ask
    type: question
    text: {text}
    answers:
      - text: "Yes"
      - text: "No"
        cards: [{{id: bye, type: message, text: Bye}}]
  - id: more
    type: question
    text: {text} And more?
    answers: [{{text: "A"}}, {{text: "B"}}]
"""


def put(folder: Path, text: str, name: str = "talk") -> None:
    """Write a file whole, as an editor does, with a time of its own."""
    path = folder / f"{name}.yaml"
    before = path.stat().st_mtime_ns if path.exists() else 0
    path.write_text(text, encoding="utf-8")
    if path.stat().st_mtime_ns == before:
        os.utime(path, ns=(before + 1, before + 1))


def talk(text: str, name: str = "talk") -> str:
    return TALK.format(id=name, text=text)


def dialogue(text: str, name: str = "talk") -> Dialogue:
    return load(talk(text, name), file="talk.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    put(tmp_path, talk("First?"))
    return tmp_path


@pytest.fixture
async def site(store_url: str, folder: Path) -> AsyncIterator[Served]:
    async with served(store_url, dialogues=Dialogues(folder=str(folder))) as running:
        yield running


async def push(site: Served, text: str, name: str = "talk") -> Dialogue:
    made = dialogue(text, name)
    await site.house.dialogues.push(made.id, made.name, made.version, packed(made), ANN)
    return made


async def publish(site: Served, text: str, name: str = "talk") -> Dialogue:
    made = await push(site, text, name)
    await site.house.dialogues.publish(name, ANN)
    return made


def asks(site: Served, text: str) -> Callable[[], Awaitable[bool]]:
    """Whether a newcomer is asked this now."""

    async def look() -> bool:
        tab = await site.tab()
        return [entry["text"] for entry in tab.entries.values()] == [text]

    return look


async def go_on(tab: Tab, answer: str) -> str:
    """Answer the card that waits, and read the next one."""
    waiting = [entry for entry in tab.entries.values() if entry["type"] == "card_shown"][-1]
    assert (await tab.wish("answer", card=waiting["card"], answer=answer))["type"] == "accepted"
    shown = await tab.sees("card_shown", card="more")
    return str(shown["text"])


# --- files and store


async def test_a_folder_with_nothing_pushed_is_what_is_live(site: Served) -> None:
    assert await asks(site, "First?")()


async def test_a_draft_changes_nothing_and_its_publication_rules_over_the_file(site: Served) -> None:
    await push(site, "Second?")
    assert await asks(site, "First?")()
    await site.house.dialogues.publish("talk", ANN)
    await until(asks(site, "Second?"))


async def test_published_and_rolled_back(site: Served) -> None:
    await publish(site, "Second?")
    await publish(site, "Third?")
    await until(asks(site, "Third?"))
    await site.house.dialogues.roll_back("talk", ANN)
    await until(asks(site, "Second?"))


async def test_what_is_paused_is_shown_to_nobody_and_they_are_told(site: Served) -> None:
    await site.house.dialogues.pause("talk", ANN, name="Talk")
    await until(
        asks(site, "Sorry, nobody can take your conversation right now. Please try again a little later.")
    )
    tab = await site.tab()
    refused = await tab.wish("message", text="Hello?")
    assert (refused["code"], refused["text"][:5]) == ("not_now", "Sorry")
    assert (await tab.wish("end"))["code"] == "not_now"
    await site.house.dialogues.publish("talk", ANN)
    await until(asks(site, "First?"))


async def test_several_processes_agree(site: Served, store_url: str, folder: Path) -> None:
    other = served(store_url, site=site.house.settings.site, dialogues=Dialogues(folder=str(folder)))
    async with other as second:
        await publish(site, "Second?")
        await until(asks(second, "Second?"))
        await until(asks(site, "Second?"))
    async with served(store_url, site=site.house.settings.site) as later:
        assert later.repertoire.live[DialogueId("talk")] == dialogue("Second?")


async def test_an_empty_folder_is_enough_where_something_is_published(
    site: Served, store_url: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = Dialogues(folder=str(tmp_path_factory.mktemp("empty")))
    with pytest.raises(CannotStart, match="no dialogue in this folder"):
        async with served(store_url, site=site.house.settings.site, dialogues=empty):
            pass
    await publish(site, "Second?")
    async with served(store_url, site=site.house.settings.site, dialogues=empty) as other:
        assert await asks(other, "Second?")()


async def test_content_that_cannot_be_read_leaves_the_others_live_and_is_told(site: Served) -> None:
    await publish(site, "Other?", "other")
    with capture_logs() as logs:
        await site.house.dialogues.push("talk", "T", "v9", b'{"id":"talk","from":"the future"}', ANN)
        await site.house.dialogues.publish("talk", ANN)
        await until(asks(site, "Other?"))
    assert {"dialogue": "talk", "version": "v9"}.items() <= next(
        entry for entry in logs if entry["log_level"] == "error"
    ).items()


# --- who goes on with what they began


async def _then(what: str, site: Served, folder: Path) -> None:
    if what == "publish":
        await publish(site, "Second?")
    elif what == "pause":
        await site.house.dialogues.pause("talk", ANN, name="Talk")
    elif what == "edit":
        put(folder, talk("Second?"))
    else:
        put(folder, talk("Second?", "another"), "another")
        (folder / "talk.yaml").unlink()


@pytest.mark.parametrize("then", ["publish", "pause", "edit", "delete"])
async def test_a_visitor_who_has_answered_goes_on_with_their_version(
    site: Served, folder: Path, store_url: str, then: str
) -> None:
    tab, before = await site.tab(), await site.tab()
    await tab.wish("answer", card="ask", answer="Yes")
    await _then(then, site, folder)
    if then in ("publish", "edit", "delete"):
        await until(asks(site, "Second?"))
    assert await go_on(before, "Yes") == "First? And more?", "they saw it before it changed"
    async with served(store_url, site=site.house.settings.site) as elsewhere:
        back = await elsewhere.tab(like=tab)
        assert [entry["text"] for entry in back.entries.values()][-1] == "First? And more?"
        accepted = await back.wish("answer", card="more", answer="A")
        assert accepted["type"] == "accepted", "also in a process that has never known that version"
        await back.sees("conversation_ended", reason="completed")


async def test_before_the_first_answer_the_dialogue_is_resolved_anew(site: Served) -> None:
    tab = await site.tab()
    await publish(site, "Second?")
    await until(asks(site, "Second?"))
    welcome = await tab.hello()
    assert welcome["conversation"] == tab.conversation
    assert [entry["text"] for entry in welcome["entries"]] == ["Second?"]


async def test_a_version_that_is_kept_no_longer_is_not_asked_any_more(site: Served, folder: Path) -> None:
    tab = await site.tab()
    await tab.wish("answer", card="ask", answer="Yes")
    put(folder, talk("Second?"))
    await until(asks(site, "Second?"))
    async for key in site.redis.scan_iter(f"{{{site.site}}}:dialogue:*"):
        await site.redis.delete(key)
    site.repertoire._others.clear()
    refused = await tab.wish("answer", card="more", answer="A")
    assert (refused["code"], "not asked any more" in refused["text"]) == ("not_now", True)


async def test_a_version_is_kept_once_a_day_and_not_at_each_step(store: Store, folder: Path) -> None:
    clock = _Clock()
    stored, files = RedisDialogues(store.redis, store.keys), DialogueFiles(folder)
    files.load()
    repertoire = Repertoire(stored, files, clock)
    await repertoire.load()
    one = repertoire.live[DialogueId("talk")]
    key = store.keys.of("dialogue", f"talk|{one.version}")
    await repertoire.keep(one)
    await store.redis.delete(key)
    await repertoire.keep(one)
    assert not await store.redis.exists(key)
    clock.at += 86_400_000
    await repertoire.keep(one)
    content = await store.redis.get(key)
    assert isinstance(content, bytes)
    assert unpacked(content) == one
    assert unpacked(content).version == one.version
    assert CardId("bye") in unpacked(content).places


class _Clock:
    """Stands still."""

    at = 1_800_000_000_000

    def now(self) -> int:
        return self.at


# --- files that change


async def test_a_changed_file_is_live_soon(site: Served, folder: Path) -> None:
    put(folder, talk("Better?"))
    await until(asks(site, "Better?"))


async def test_a_file_that_was_broken_goes_on_as_it_was_and_the_log_names_the_problem(
    site: Served, folder: Path
) -> None:
    with capture_logs() as logs:
        put(folder, talk("Broken?").replace("type: question", "type: questoin"))
        put(folder, talk("Fine?", "a-new-one"), "new")
        await until(asks(site, "Fine?"))
    problems = [entry["problem"] for entry in logs if "problem" in entry]
    assert any(problem.startswith("talk.yaml:5: card 'ask': ") for problem in problems), problems
    assert site.repertoire.live[DialogueId("talk")] == dialogue("First?")
    put(folder, talk("Mended?"))
    (folder / "new.yaml").unlink()
    await until(asks(site, "Mended?"))


def test_a_problem_is_told_once(folder: Path) -> None:
    files = DialogueFiles(folder)
    files.load()
    (folder / "talk.yaml").write_text("nothing")
    with capture_logs() as logs:
        files.reload()
        files.reload()
    assert sum("problem" in entry for entry in logs) == len({e["problem"] for e in logs if "problem" in e})
    assert list(files.dialogues) == ["talk"]


def test_a_folder_that_went_away_leaves_what_was_there(folder: Path) -> None:
    files = DialogueFiles(folder)
    files.load()
    (folder / "talk.yaml").unlink()
    files.reload()
    assert list(files.dialogues) == ["talk"]
    folder.rmdir()
    files.reload()
    assert list(files.dialogues) == ["talk"]


def test_a_file_is_read_when_it_has_come_to_rest(folder: Path) -> None:
    files = DialogueFiles(folder)
    files.load()
    assert not files.changed()
    put(folder, talk("Half a fi"))
    assert not files.changed()
    put(folder, talk("Half a file?"))
    assert not files.changed()
    assert files.changed()
    files.reload()
    assert not files.changed()


async def test_a_file_that_says_paused_is_not_live(store: Store, folder: Path) -> None:
    put(folder, talk("First?").replace("name: Talk", "name: Talk\nstatus: paused"))
    files = DialogueFiles(folder)
    files.load()
    repertoire = Repertoire(RedisDialogues(store.redis, store.keys), files, _Clock())
    repertoire._settle()
    assert not repertoire.live


def test_a_stored_condition_that_nothing_can_be_compared_by_cannot_be_read() -> None:
    card = {"id": "c", "type": "condition", "branches": [{"when": {"subject": "weekday", "is": "someday"}}]}
    stored = msgspec.json.encode({"id": "d", "name": "D", "stream": [card]})
    with pytest.raises(ValueError, match="someday"):
        unpacked(stored)
