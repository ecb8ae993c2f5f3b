"""The widget is JavaScript with types in its comments: they are checked as strictly as Python's."""

from __future__ import annotations

from tests.browser.bundling import ran
from visitor_gateway.widget import served


async def test_the_types_in_the_widgets_comments_hold() -> None:
    failed, said = await ran("tsc", "--project", str(served.HERE / "jsconfig.json"))
    assert not failed, said
