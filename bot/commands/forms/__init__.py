"""Commands that are kinder as a form than as a line: typed alone, they ask by a form where the platform has such.

::

    CommandTyped ──▶ Commands.form_for ──▶ Form            asks for what the line would have
    FormSubmitted ──▶ Commands.submit ──▶ the command's own handler ──▶ Done | Problems, by field | Form

What is filled in goes through the handler of the typed command: what it refuses, the form refuses too.
"""

from __future__ import annotations

from bot.commands.forms.command_form import KIND, CommandForm, phrase_of
from bot.commands.forms.table import FORMS


__all__ = ["FORMS", "KIND", "CommandForm", "phrase_of"]
