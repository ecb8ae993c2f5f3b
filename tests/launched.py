"""`threadline` as a process of its own, which may be killed and started again at the same address."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from tests.ports import Reserved


INHERITED = ("PATH", "HOME", "LANG", "TMPDIR")
STARTS_WITHIN = 30.0
"""Seconds; it takes one where nothing else runs."""


class Launched:
    """A process in a folder of its own. Its address stays the same however often it is started."""

    def __init__(self, folder: Path) -> None:
        self._reserved = Reserved()
        self.port = self._reserved.port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self._said = folder / "said.txt"
        self._process: asyncio.subprocess.Process | None = None

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url} {self._process}>"

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.runs:
            await self.kill()
        self._reserved.close()

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._process is not None and self._process.returncode is None

    @property
    def said(self) -> str:
        """What it has printed since it was started last."""
        return self._said.read_text(encoding="utf-8")

    async def launch(self, verb: str, environment: dict[str, str], log: BinaryIO | None = None) -> None:
        """Start it, whatever becomes of it. What goes to standard error is `said`, too, without a `log`."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        with self._said.open("wb") as said:
            self._process = await asyncio.create_subprocess_exec(
                str(Path(sys.executable).with_name("threadline")),
                verb,
                cwd=self._folder,
                env=inherited | environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=said,
                stderr=log or said,
            )

    async def kill(self) -> None:
        """`kill -9`, and wait until it is gone."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
