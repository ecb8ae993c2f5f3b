"""What agents do from a thread beyond writing: the forms behind buttons, shortcuts and menus.

::

    ButtonPressed, ShortcutUsed ──▶ ThreadActions ──▶ told | Form          the table: bot/conversation/actions.py
    FormSubmitted               ──▶ ThreadActions ──▶ Done | Problems | Form

What works at once goes straight to the relay; what asks for something has a module here, one action a file.
Nothing that comes back with a form is believed: who may do it, and whether it still can be done, is looked at again.
"""

from __future__ import annotations

from bot.thread_actions.thread_actions import ThreadActions


__all__ = ["ThreadActions"]
