"""The widget as browsers get it: a few scripts, without comments and blanks, and the sample page.

The modules beside this file run in a browser as they are. Served one by one, they would cost a visitor twenty requests
and twice the bytes; so those behind the button are joined into one, and those of each part that only some visitors need
into another, which is fetched when it is needed. Websites embed the launcher by one short address, which is asked for
anew every minute; what it fetches lies below a name made of the content of all, and is kept for ever. Languages are files of their own, of which a visitor fetches one.
Nothing is renamed.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import brotli
import deflate
import msgspec
import rjsmin


HERE = Path(__file__).parent
LAUNCHER = "threadline-chat.js"
CHAT = "chat.js"
PARTS = ("files.js", "forms.js", "menu.js", "more.js", "signals.js")
"""What only some visitors need; the table of parts.js. They borrow from `CHAT` what both need."""
PROACTIVE = "proactive.js"
"""What watches the page for a dialogue that speaks up, on sites that have one."""
STREAM = "stream.js"
"""What carries the frames where no WebSocket comes through."""
SCRIPTS = (LAUNCHER, CHAT, *PARTS, PROACTIVE, STREAM)
LANGUAGES = tuple(sorted(path.stem for path in (HERE / "languages").glob("*.js")))

_IMPORT = re.compile(r'^import \{ (?P<names>[^}]*) \} from "\./(?P<module>[a-z-]+\.js)";\n', re.MULTILINE)
_SHEET = re.compile(r"(?<=replaceSync\()`[^`]*`")
_FETCHED = re.compile(r"""(\bimport\(["'`])\./""")
_EDITION = re.compile(r"([0-9a-f]{8})/(.+)")
_BLANK = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
"""Blanks around these and after a colon mean nothing in a style sheet."""


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """One file to serve. `etag` is quoted, as the header wants it."""

    content_type: str
    body: bytes
    gzipped: bytes
    brotli: bytes
    etag: str


class Found(NamedTuple):
    """A file that was asked for. `lasts`: what is at its address never changes."""

    name: str
    asset: Asset
    lasts: bool


@cache
def assets() -> dict[str, Asset]:
    """What to serve below ``/widget/``, by name, and the sample page ``sample.html``, which belongs at ``/``.

    `LAUNCHER` is what websites embed; it imports `CHAT` and the words of one language from beside it, and that imports
    `PARTS`. Reads the files once.
    """
    return {
        **_behind_the_launcher(),
        LAUNCHER: _asset("text/javascript", _leading_to(edition(), joined(LAUNCHER))),
        "sample.css": _asset("text/css", (HERE / "sample.css").read_text("utf-8")),
        "sample.svg": _asset("image/svg+xml", (HERE / "sample.svg").read_text("utf-8")),
        "sample.html": _asset("text/html", (HERE / "sample.html").read_text("utf-8")),
    }


@cache
def watching_launcher() -> Asset:
    """The launcher of a site on which dialogues speak up by themselves."""
    code, define, _ = joined(LAUNCHER).rpartition("ThreadlineChat.define();")
    watches = f'{code}ThreadlineChat.watching=import("./{PROACTIVE}");{define}'
    return _asset("text/javascript", _leading_to(edition(), watches))


@cache
def edition() -> str:
    """Names what lies behind the launcher, by its content."""
    bodies = b"".join(asset.body for asset in _behind_the_launcher().values())
    return hashlib.sha256(bodies).hexdigest()[:8]


def found(path: str) -> Found | None:
    """The file of a path below ``/widget/``. One of an edition that is not ours is a file of ours: they fit each other."""
    given, name = m.groups() if (m := _EDITION.fullmatch(path)) else ("", path)
    asset = assets().get(name)
    if asset is None or name == "sample.html" or (given and name == LAUNCHER):
        return None
    return Found(name, asset, lasts=given == edition())


@cache
def _behind_the_launcher() -> dict[str, Asset]:
    names = (name for name in (*SCRIPTS, *words()) if name != LAUNCHER)
    return {name: _asset("text/javascript", joined(name)) for name in names}


def _leading_to(edition: str, code: str) -> str:
    return _FETCHED.sub(rf"\1./{edition}/", code)


def words() -> tuple[str, ...]:
    """The files of all languages: for each what everybody needs, and the words of `PARTS`."""
    return tuple(f"languages/{folder}{name}.js" for name in LANGUAGES for folder in ("", "more/"))


def joined(name: str) -> str:
    """A module and all that it imports, as one module. Top-level names must differ between modules: a test looks."""
    code = "".join(_exported(module, module == name) for module in modules(name))
    if name == CHAT:
        code += f"export {{ {', '.join(sorted({one for part in PARTS for one in lent(part)}))} }};"
    if name in PARTS:
        code = f'import {{ {", ".join(lent(name))} }} from "./{CHAT}";{code}'
    return str(rjsmin.jsmin(code))


def modules(name: str) -> list[str]:
    """The names of a module and of all that it imports, each after what it imports itself; for a part, only its own."""
    found = _reached(name)
    return [module for module in found if module not in _reached(CHAT)] if name in PARTS else found


def lent(part: str) -> list[str]:
    """What the modules of a part import from those of `CHAT`."""
    imports = [match for module in modules(part) for match in _IMPORT.finditer(_source(module))]
    borrowed = [match["names"].split(", ") for match in imports if match["module"] in _reached(CHAT)]
    return sorted({name for names in borrowed for name in names})


def _reached(name: str) -> list[str]:
    found: dict[str, None] = {}

    def visit(module: str) -> None:
        for match in _IMPORT.finditer(_source(module)):
            if match["module"] not in found:
                visit(match["module"])
        found[module] = None

    visit(name)
    return list(found)


@cache
def _source(module: str) -> str:
    return (HERE / module).read_text("utf-8")


def _exported(module: str, outermost: bool) -> str:
    code = _IMPORT.sub("", _source(module))
    code = _SHEET.sub(lambda sheet: _BLANK.sub(r"\1", sheet[0]), code)
    return code if outermost else re.sub(r"^export ", "", code, flags=re.MULTILINE)


def _asset(content_type: str, text: str) -> Asset:
    body = text.encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
    # Level 12 tries harder than `gzip` can: 4 % fewer bytes for every visitor, 16 ms once for us.
    # It writes no time of day: the same file is the same bytes in every process.
    return Asset(
        content_type=content_type,
        body=body,
        gzipped=bytes(deflate.gzip_compress(body, 12)),
        brotli=brotli.compress(body),
        etag=etag,
    )
