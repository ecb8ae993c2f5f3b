"""A list that comes as a file with a command, as ``account import`` with a spreadsheet's CSV: it stands for its last text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager

from bot.errors import BadInput
from bot.ports import Incoming


MOST = 1024 * 1024
"""Bytes of a file: some 30,000 lines."""

_COMMAND = re.compile(r"(?:/?livechat\s+)?accounts?\s+import\b", re.IGNORECASE)


def takes_file(text: str) -> bool:
    """Say whether a text is a command that takes a file."""
    return _COMMAND.match(text) is not None


async def text_in(files: Sequence[AbstractAsyncContextManager[Incoming]]) -> str:
    """Read the one file that came. Raises `BadInput` for several, for one that is no text, or too long; and as `fetch`."""
    if len(files) != 1:
        raise BadInput(f"There are {len(files)} files. Send one at a time.")
    data = b""
    async with files[0] as incoming:
        async for piece in incoming.pieces:
            data += piece
            if len(data) > MOST:
                raise BadInput("This file is longer than 1 MB. Import it in parts.")
    if b"\0" in data:
        raise BadInput("This file is no text. Save it as CSV, and send that.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:  # as spreadsheets write it on Windows
        text = data.decode("cp1252", "replace")
    if not text.strip():
        raise BadInput("This file is empty.")
    return text.strip()
