"""One value that a visitor typed: refused with a friendly sentence, or made regular."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from visitor_gateway.dialogue.cards import FieldType


MAX_CHARACTERS = 500
"""Our own limit for one field: a name or a subject, not a letter."""

_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,10})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")


class Unfit(Exception):
    """Raised when a value is not of its type. `str()` tells the visitor what is expected."""


def tidy(typed: str) -> str:
    """The value on one line, without control characters and without spaces around it. Empty if nothing is left."""
    kept = (sign for sign in typed if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cs"))
    return " ".join("".join(kept).split())


def regular(kind: FieldType, typed: str) -> str:
    """The tidied value in its one way of writing. Raises `Unfit`."""
    if len(typed) > MAX_CHARACTERS:
        raise Unfit(f"Please keep this below {MAX_CHARACTERS} characters.")
    match kind:
        case "text":
            return typed
        case "email":
            return _email(typed)
        case "phone":
            return _phone(typed)
        case "number":
            return _number(typed)


def _email(typed: str) -> str:
    try:
        # Whether the domain receives mail is not looked up: that would be I/O, and slow resolvers would refuse visitors.
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        raise Unfit("Please give an e-mail address, such as ada@example.com.") from None


def _phone(typed: str) -> str:
    international = re.sub(r"^00", "+", typed)
    unfit = Unfit("Please give a phone number with its country code, such as +46 8 123 456 78.")
    try:
        number = phonenumbers.parse(international, None)
    except phonenumbers.NumberParseException:
        raise unfit from None
    # Possible, not valid: new number ranges are given out faster than the library's tables are renewed.
    if not phonenumbers.is_possible_number(number):
        raise unfit
    extension = f" ext. {number.extension}" if number.extension else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) + extension


def _number(typed: str) -> str:
    digits = typed.replace(" ", "")
    if not _NUMBER.fullmatch(digits):
        raise Unfit("Please give a number in digits, such as 12 or 12.5.")
    if _THOUSANDS.fullmatch(digits):
        raise Unfit(
            f"Please write this number without a comma: is it {digits.replace(',', '')} or {digits.replace(',', '.')}?"
        )
    western = "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in digits)
    return western.removeprefix("+").replace(",", ".")
