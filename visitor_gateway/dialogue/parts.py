"""What the parts of a dialogue file are made of: names, texts, and the base of every struct in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, NamedTuple, NewType

import msgspec


CardId = NewType("CardId", str)
"""Chosen by the author. Unique within one dialogue."""
DialogueId = NewType("DialogueId", str)
"""Chosen by the author. Unique within one site."""
AttributeName = NewType("AttributeName", str)
"""Names a fact about a visitor, such as `first_name`. Unique within one site."""

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
NAME_EXPECTED = "letters, digits, '-' and '_', at most 64, beginning with a letter or digit"
ATTRIBUTE = r"^[a-z][a-z0-9_]{0,63}$"
ATTRIBUTE_EXPECTED = "lower-case letters, digits and '_', at most 64, beginning with a letter"
RESERVED = ("locale", "device", "dialogue", "date", "time", "weekday", "hours")
"""What conditions know as something else, and no attribute can be called."""
LOCALE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$"
LOCALE_EXPECTED = "a language tag such as en, pt-BR or zh-Hans"
LINK = r"^(https?://|mailto:|tel:)[^\s<>\"]{1,2000}$"
LINK_EXPECTED = "an address that begins with https://, http://, mailto: or tel:"

Id = Annotated[CardId, msgspec.Meta(pattern=NAME, extra={"expected": NAME_EXPECTED})]
Attribute = Annotated[
    AttributeName,
    msgspec.Meta(pattern=ATTRIBUTE, extra={"expected": ATTRIBUTE_EXPECTED, "reserved": RESERVED}),
]
Locale = Annotated[str, msgspec.Meta(pattern=LOCALE, extra={"expected": LOCALE_EXPECTED})]
Link = Annotated[str, msgspec.Meta(pattern=LINK, extra={"expected": LINK_EXPECTED})]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Value = Annotated[str, msgspec.Meta(min_length=1, max_length=1000, extra={"tokens": True})]
"""What an attribute is set to. Takes tokens."""

Line = Annotated[str, msgspec.Meta(min_length=1, max_length=4000, extra={"tokens": True})]
"""Words in one language. Takes tokens. The length is our own limit: a chat bubble, not a page."""
Text = (
    Line
    | Annotated[
        dict[Locale, Line],
        msgspec.Meta(min_length=1, extra={"mend": "Write it for one language at least."}),
    ]
)
"""Words for the visitor: the same for everybody, or a map from locale to words."""


class Mistake(NamedTuple):
    """What is wrong between the fields of one part. `field` is where to look; empty means the part as a whole."""

    field: str
    reason: str
    remedy: str


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Anything an author writes. Defaults are left out of the hash, so a new optional field changes no version."""

    noun: ClassVar[str] = ""
    """What an author calls it, where that is not the name of its class."""

    @classmethod
    def mistakes(cls, written: Mapping[str, Any]) -> list[Mistake]:
        """What is wrong between the fields, as they are written in the file. Each field has its own shape already."""
        del written
        return []
