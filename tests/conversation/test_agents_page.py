"""The agents' page says what the table of thread actions says."""

from __future__ import annotations

from bot.conversation.actions import (
    ABOVE,
    AGENTS,
    ANYBODY,
    ASSIGNED,
    CLOSED,
    EVERYWHERE,
    FOLLOW_UP,
    IN_CHARGE,
    LIVE,
    OFFERED,
    ON_IT,
    ROWS,
    Place,
    Row,
)
from bot.conversation.state import ThreadStatus
from bot.text import NOT_RELAYED
from tests.pages import ROOT


PAGE = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")

WHO = {
    ASSIGNED: "who is asked",
    ON_IT: "who is on it",
    IN_CHARGE: "who is on it, leads, admins",
    ABOVE: "leads, admins",
    AGENTS: "every agent",
    ANYBODY: "everybody",
}
WHERE = {OFFERED: "offers", LIVE: "chats", CLOSED: "after the end", FOLLOW_UP: "follow-ups"}
FROM = {Place.BUTTON: "button", Place.MORE: "`…` menu", Place.NOWHERE: ""}


def table() -> str:
    """The table as it must stand on the page."""
    head = "| action | what it does | from the card | from a message's menu | typed | where | who may |"
    return "\n".join([head, "|---" * 7 + "|", *map(_line, ROWS)])


def _line(row: Row) -> str:
    first, *others = (*row.words, "")
    typed = [
        f"`{f'!{first} {row.takes}'.strip()}`" if first else "",
        *(f"`!{word}`" for word in others if word),
    ]
    where = "everywhere" if row.works == EVERYWHERE else ", ".join(WHERE[frozenset([s])] for s in _order(row))
    cells = [
        f"**{row.label}**",
        row.says,
        FROM[row.place],
        row.shortcut,
        "<br>".join(typed),
        where,
        WHO[row.may],
    ]
    return "| " + " | ".join(cells) + " |"


def _order(row: Row) -> list[ThreadStatus]:
    return [status for one in WHERE for status in one if status in row.works]


def test_the_page_has_every_action_as_the_table_has_it() -> None:
    assert table() in PAGE, f"docs/agents.md should have this table:\n{table()}"


def test_the_page_says_what_is_never_sent() -> None:
    for word in ("//", "!", "/livechat"):
        assert f"`{word}" in PAGE
    assert NOT_RELAYED["bystander"] in PAGE
