"""The widget as browsers get it: two scripts, without their comments, and the sample page.

The modules beside this file run in a browser as they are. Served one by one, they would cost a visitor twenty requests
and twice the bytes; so those behind the button are joined into one. Nothing is renamed: it reads like its source, but for the blanks in its style sheet.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

import deflate
import msgspec


HERE = Path(__file__).parent
LAUNCHER = "threadline-chat.js"
CHAT = "chat.js"

# Whole lines only, and `/** @type … */` inside a line: nothing that could stand in a text of ours.
_COMMENT = re.compile(
    r"^[ \t]*/\*\*(?:(?!\*/)(?s:.))*\*/[ \t]*\n|^[ \t]*//.*\n|/\*\* @[^*\n]*\*/ ?|(?<=[;{,]) // .*$",
    re.MULTILINE,
)
_IMPORT = re.compile(r'^import \{[^}]*\} from "\./(?P<name>[a-z-]+\.js)";\n', re.MULTILINE)
_SHEET = re.compile(r"(?<=replaceSync\()`[^`]*`")
_BLANK = re.compile(r"\s*([{};,])\s*")
"""Blanks around these mean nothing in a style sheet."""
_INDENT = re.compile(r"^[ \t]+|\n(?=\n)", re.MULTILINE)


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One file to serve. `etag` is quoted, as the header wants it."""

    content_type: str
    body: bytes
    gzipped: bytes
    etag: str


@cache
def assets() -> dict[str, Asset]:
    """What to serve below ``/widget/``, by name, and the sample page ``sample.html``, which belongs at ``/``.

    `LAUNCHER` is what websites embed; it imports `CHAT` from beside it. Reads the files once.
    """
    return {
        LAUNCHER: _asset("text/javascript", joined(LAUNCHER)),
        CHAT: _asset("text/javascript", joined(CHAT)),
        "sample.css": _asset("text/css", (HERE / "sample.css").read_text("utf-8")),
        "sample.svg": _asset("image/svg+xml", (HERE / "sample.svg").read_text("utf-8")),
        "sample.html": _asset("text/html", (HERE / "sample.html").read_text("utf-8")),
    }


def joined(name: str) -> str:
    """A module and all that it imports, as one module. Top-level names must differ between modules: a test looks."""
    return "".join(_INDENT.sub("", _exported(module, module == name)) for module in modules(name))


def modules(name: str) -> list[str]:
    """The names of a module and of all that it imports, each after what it imports itself."""
    found: dict[str, None] = {}

    def visit(module: str) -> None:
        for match in _IMPORT.finditer((HERE / module).read_text("utf-8")):
            if match["name"] not in found:
                visit(match["name"])
        found[module] = None

    visit(name)
    return list(found)


def _exported(module: str, outermost: bool) -> str:
    code = _IMPORT.sub("", _COMMENT.sub("", (HERE / module).read_text("utf-8")))
    code = _SHEET.sub(lambda sheet: _BLANK.sub(r"\1", sheet[0]), code)
    return code if outermost else re.sub(r"^export ", "", code, flags=re.MULTILINE)


def _asset(content_type: str, text: str) -> Asset:
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    # Level 12 tries harder than `gzip` can: 4 % fewer bytes for every visitor, 16 ms once for us.
    # It writes no time of day: the same file is the same bytes in every process.
    return Asset(
        content_type=content_type, body=body, gzipped=bytes(deflate.gzip_compress(body, 12)), etag=etag
    )
