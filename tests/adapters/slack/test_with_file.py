"""`account import` with a CSV, written to the app in direct messages."""

from __future__ import annotations

import pytest

from tests.adapters.recorder import Recorder
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human


pytestmark = pytest.mark.usefixtures("listeners")
CSV = "domain,target\r\nacme.example,Sälj\r\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("account import", "utf-8"),
        ("accounts import --check", "utf-8-sig"),
        ("livechat account import", "cp1252"),
        ("/livechat account import --skip", "utf-8"),
    ],
)
async def test_the_file_stands_for_the_list(
    slack: FakeSlack, ann: Human, recorder: Recorder, text: str, encoding: str
) -> None:
    recorder.says = "1 account of 1 is new."
    await ann.writes(text, files=[("list.csv", CSV.encode(encoding))])
    await slack.until(lambda: ann.ephemerals)
    [typed] = recorder.commands
    assert typed.words[-1] == CSV.strip()
    assert [word for word in text.removeprefix("/").split() if word != "livechat"] == list(typed.words[:-1])
    assert ann.ephemerals[0].text == "1 account of 1 is new."


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ([("list.xlsx", b"PK\0\1")], "This file is no text."),
        ([("list.csv", b"  ")], "This file is empty."),
        ([("list.csv", b"x" * (1024 * 1024 + 1))], "longer than 1 MB"),
        ([("a.csv", b"a"), ("b.csv", b"b")], "There are 2 files."),
    ],
)
async def test_what_cannot_be_a_list_is_told_so(
    slack: FakeSlack, ann: Human, recorder: Recorder, files: list[tuple[str, bytes]], problem: str
) -> None:
    await ann.writes("account import", files=files)
    await slack.until(lambda: ann.ephemerals)
    assert problem in ann.ephemerals[0].text
    assert recorder.commands == []


async def test_another_message_with_a_file_is_for_nobody(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    await ann.writes("look at this", files=[("list.csv", CSV.encode())])
    await slack.until(lambda: ann.ephemerals)
    assert "Nobody was sent this." in ann.ephemerals[0].text
    assert recorder.commands == []


async def test_without_the_scope_for_files_it_is_said_what_is_wrong(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    slack.bot().scopes.discard("files:read")
    await ann.writes("account import", files=[("list.csv", CSV.encode())])
    await slack.until(lambda: ann.ephemerals)
    assert "files:read" in ann.ephemerals[0].text
    assert recorder.commands == []
