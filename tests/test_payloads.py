"""What others send, read as ours: null is as good as nothing, and one odd part costs no other."""

from __future__ import annotations

import pytest
from msgspec import Struct

from bot.payloads import Unreadable, read, readable


class Sender(Struct, frozen=True):
    id: str
    name: str = ""


class Sent(Struct):
    sender: Sender = Sender("nobody")
    size: int = 0
    reason: str | None = "none given"
    value: object = None


@pytest.mark.parametrize(
    ("payload", "is_read"),
    [
        ({"size": None}, Sent()),
        ({"sender": {"id": "U1", "name": None}, "size": 3}, Sent(Sender("U1"), 3)),
        ({"sender": None, "extra": {"id": None}}, Sent()),
        ({"reason": None}, Sent(reason=None)),
        ({"value": {"held": None}}, Sent(value={"held": None})),
    ],
)
def test_null_is_as_good_as_nothing_where_nothing_may_be(payload: object, is_read: Sent) -> None:
    assert read(payload, Sent) == is_read


@pytest.mark.parametrize(
    "payload",
    [None, [], {"size": "3"}, {"sender": {"id": None}}, {"sender": {"name": "Ann"}}],
)
def test_what_is_missing_or_of_another_kind_is_unreadable(payload: object) -> None:
    with pytest.raises(Unreadable):
        read(payload, Sent)


def test_what_lies_too_deep_is_unreadable() -> None:
    deep: object = None
    for _ in range(100_000):
        deep = {"sender": deep}
    with pytest.raises(Unreadable):
        read(deep, Sent)


def test_an_odd_part_of_a_list_costs_none_of_the_others() -> None:
    parts = [{"id": "U1", "name": None}, {"name": "of nobody"}, 7, None, {"id": "U2", "name": "Bob"}]
    assert readable(parts, Sender) == [Sender("U1"), Sender("U2", "Bob")]
    assert readable(None, Sender) == []
