"""One value that a visitor typed: refused with a friendly sentence, or made regular."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from visitor_gateway.dialogue.cards import FieldType
from visitor_gateway.dialogue.refusals import NO, YES, refusal


MAX_CHARACTERS = 500
"""Our own limit for one field: a name or a subject, not a letter."""

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,10})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")

# With dots the day comes first wherever people write it so; with strokes it depends on the country, and is refused.
_DATE = re.compile(
    r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"|(?P<day_>\d{1,2})\.(?P<month_>\d{1,2})\.(?P<year_>\d{4})"
)


class Unfit(Exception):
    """Raised when a value is not what is asked for. `told` says what is expected, in a visitor's language."""

    def __init__(self, name: str, **parts: str) -> None:
        super().__init__(name)
        self.name = name
        self.parts = parts

    def told(self, locale: str = "") -> str:
        """The sentence for the visitor."""
        return refusal(self.name, locale, **self.parts)


def tidy(typed: str) -> str:
    """The value on one line, without control characters and without spaces around it. Empty if nothing is left."""
    kept = (sign for sign in typed if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def regular(kind: FieldType, typed: str) -> str:
    """The tidied value in its one way of writing. Raises `Unfit`."""
    if len(typed) > MAX_CHARACTERS:
        raise Unfit("too_long", most=str(MAX_CHARACTERS))
    match kind:
        case "text" | "choice":
            return typed
        case "email":
            return _email(typed)
        case "phone":
            return _phone(typed)
        case "number":
            return _number(typed)
        case "date":
            return _date(typed)
        case "boolean":
            return _yes_or_no(typed)


def _email(typed: str) -> str:
    try:
        # Whether the domain receives mail is not looked up: that would be I/O, and slow resolvers would refuse visitors.
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Unfit("email") from None


def _phone(typed: str) -> str:
    international = re.sub(r"^00", "+", typed)
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        raise Unfit("phone") from None
    # Possible, not valid: new number ranges are given out faster than the library's tables are renewed.
    if not phonenumbers.is_possible_number(number):
        raise Unfit("phone")
    extension = f" ext. {number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def _number(typed: str) -> str:
    digits = typed.replace(" ", "")
    if not _NUMBER.fullmatch(digits):
        raise Unfit("number")
    if _THOUSANDS.fullmatch(digits):
        raise Unfit("comma", thousands=digits.replace(",", ""), fraction=digits.replace(",", "."))
    western = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in digits)
    return western.removeprefix("+").replace(",", ".")


def _date(typed: str) -> str:
    parts = _DATE.fullmatch(typed.replace(" ", ""))
    if parts is None:
        raise Unfit("date")
    year, month, day = (parts[name] or parts[f"{name}_"] for name in ("year", "month", "day"))
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        raise Unfit("date") from None


def _yes_or_no(typed: str) -> str:
    if (word := typed.casefold()) in YES:
        return "true"
    if word in NO:
        return "false"
    raise Unfit("boolean")
