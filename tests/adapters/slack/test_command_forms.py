"""A command typed alone opens its form; anything else is answered in words."""

from __future__ import annotations

import pytest

from bot.forms import Form, FormId, TextField
from tests.adapters.recorder import Recorder
from tests.fake_slack import FakeSlack
from tests.fake_slack.human import Human


FORM = Form(
    id=FormId("command/team-create"),
    title="New team",
    parts=(TextField(name="name", label="Name"),),
    submit="Create",
)


@pytest.mark.usefixtures("listeners")
async def test_a_form_opens_in_the_place_of_an_answer(
    slack: FakeSlack, ann: Human, recorder: Recorder
) -> None:
    recorder.form = FORM
    answer = await ann.types("/livechat", "team create")
    await slack.until(lambda: ann.modal)
    assert ann.modal is not None
    assert (ann.modal.title, answer.text, recorder.commands) == ("New team", "", [])
    await ann.submits({"name": "Sales"})
    [submitted] = recorder.submitted
    assert (submitted.form, submitted.text("name")) == ("command/team-create", "Sales")


@pytest.mark.usefixtures("listeners")
async def test_why_there_is_no_form_is_said_by_the_command(ann: Human, recorder: Recorder) -> None:
    recorder.says = "Only admins may do this."
    answer = await ann.types("/livechat", "team create")
    assert ("Only admins may do this." in str(answer.body), len(recorder.commands)) == (True, 1)
