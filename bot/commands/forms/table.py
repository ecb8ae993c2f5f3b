"""Which commands have a form."""

from __future__ import annotations

from bot.commands.forms import account, fallback, hours, rule, team
from bot.commands.forms.command_form import CommandForm


FORMS: dict[str, CommandForm] = {
    "team create": team.FORM,
    "rule add": rule.FORM,
    "account import": account.FORM,
    "fallback edit": fallback.FORM,
    "hours edit": hours.FORM,
}
"""By the words that the command begins with."""
