"""Where the command ``threadline`` begins."""

from __future__ import annotations

import gc


def main() -> None:
    """Load the command line and run it.

    Nothing of what is loaded is garbage, and to look for some again and again was a quarter of the CPU of a start.
    """
    gc.disable()
    from bot.cli import main as typed

    gc.freeze()
    gc.enable()
    typed()
