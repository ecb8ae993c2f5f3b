"""Account routing: from the domain of an e-mail address to an agent or a team. Pure."""

from __future__ import annotations

from collections.abc import Mapping


def domain_of(email: str) -> str:
    """The domain of an e-mail address in its compared form, or '' if there is none: lower case, IDNA."""
    return domain(email.rpartition("@")[2]) if "@" in email else ""


def domain(typed: str) -> str:
    """A domain in its compared form, or '' if it is none."""
    try:
        return typed.strip().rstrip(".").encode("idna").decode("ascii").casefold()
    except UnicodeError:
        return ""


def account_pool(accounts: Mapping[str, str], email: str) -> str:
    """The pool that the account of `email` is sent to, or '' if none is set."""
    return accounts.get(domain_of(email), "")
