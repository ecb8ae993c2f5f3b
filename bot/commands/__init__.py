"""What people type to set things up: one grammar for all platforms.

::

    CommandTyped --grammar.py--> Asked | HelpWanted | Misunderstood --commands.py--> handler --> answer
                     ^                                                                  |
                 table.py: every command a row                      agents, teams, availability, admins, checks

`Commands.run()` is the door; `form_for()` and `submit()` are the one for forms (`forms/`). `grammar.py`, `arguments.py`, `row.py`, `help.py` and `wording.py` are pure;
handlers reach the outside only through `Parts`.
"""

from bot.commands.commands import Commands
from bot.commands.parts import Health, Offers, Parts, Uses


__all__ = ["Commands", "Health", "Offers", "Parts", "Uses"]
