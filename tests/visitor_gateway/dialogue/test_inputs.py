from __future__ import annotations

import pytest

from visitor_gateway.dialogue.cards import FieldType
from visitor_gateway.dialogue.inputs import Unfit, regular, tidy


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Ada \t Lovelace\n", "Ada Lovelace"),
        ("text", "A\x00da \x07", "Ada"),
        ("text", "👩‍💻", "👩‍💻"),
        ("email", " Ada@EXAMPLE.com ", "Ada@example.com"),
        ("email", "ada@bücher.example.com", "ada@bücher.example.com"),
        ("phone", "+46 8 123 456 78", "+46812345678"),
        ("phone", "0046 (0)8-123 456 78", "+46812345678"),
        ("phone", "+1 202 555 0143 ext 7", "+12025550143 ext. 7"),
        ("number", "12", "12"),
        ("number", "-3", "-3"),
        ("number", "+1 000", "1000"),
        ("number", "1\u00a0000", "1000"),
        ("number", "12,5", "12.5"),
        ("number", "٣٤", "34"),
        ("date", "2026-01-31", "2026-01-31"),
        ("date", "2026/1/5", "2026-01-05"),
        ("date", "31.1.2026", "2026-01-31"),
        ("date", "2026年1月31日", "2026-01-31"),
        ("boolean", "Yes", "true"),
        ("boolean", "ja", "true"),
        ("boolean", "是", "true"),
        ("boolean", "não", "false"),
        ("boolean", "false", "false"),
    ],
)
def test_a_fitting_value_is_made_regular(kind: FieldType, typed: str, kept: str) -> None:
    assert regular(kind, tidy(typed)) == kept


@pytest.mark.parametrize("kind", ["text", "email", "phone", "number", "date", "boolean"])
@pytest.mark.parametrize(
    "typed", ["Ada", "ada@example.com", "+1 202 555 0143 ext 7", "+46 8 123 456 78", "12,5", "-3"]
)
def test_a_regular_value_stays_as_it_is(kind: FieldType, typed: str) -> None:
    try:
        once = regular(kind, typed)
    except Unfit:
        return
    assert regular(kind, once) == once


@pytest.mark.parametrize(
    ("kind", "typed", "expected"),
    [
        ("text", "x" * 501, "Please keep this to 500 characters."),
        ("email", "ada", "Please give an e-mail address, such as ada@example.com."),
        ("email", "ada@", "Please give an e-mail address, such as ada@example.com."),
        ("email", "ada@example", "Please give an e-mail address, such as ada@example.com."),
        ("phone", "12345", "Please give a phone number with its country code, such as +46 8 123 456 78."),
        ("phone", "+46 1", "Please give a phone number with its country code, such as +46 8 123 456 78."),
        ("phone", "call me", "Please give a phone number with its country code, such as +46 8 123 456 78."),
        ("date", "tomorrow", "Please give a date as year-month-day, such as 2026-01-31."),
        ("date", "2026-02-30", "Please give a date as year-month-day, such as 2026-01-31."),
        ("date", "01/02/2026", "Please give a date as year-month-day, such as 2026-01-31."),
        ("boolean", "perhaps", "Please answer yes or no."),
        ("number", "a dozen", "Please give a number in digits, such as 12 or 12.5."),
        ("number", "1e999", "Please give a number in digits, such as 12 or 12.5."),
        ("number", "NaN", "Please give a number in digits, such as 12 or 12.5."),
        ("number", "1,000", "Please write this number without a comma: is it 1000 or 1.000?"),
    ],
)
def test_an_unfit_value_is_refused_with_what_is_expected(kind: FieldType, typed: str, expected: str) -> None:
    with pytest.raises(Unfit) as caught:
        regular(kind, typed)
    assert caught.value.told() == expected
