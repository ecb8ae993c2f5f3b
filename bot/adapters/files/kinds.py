"""What a file is, judged by its first bytes and never by what its sender says. Pure."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple


HEAD = 1024
"""Bytes that are enough to judge by."""
UNKNOWN = "application/octet-stream"
LONGEST_NAME = 200


class Signature(NamedTuple):
    """What the files of one type begin with."""

    type: str
    begins: bytes
    then: bytes = b""
    """What comes at `at` besides."""
    at: int = 0


SIGNATURES = (
    Signature("image/png", b"\x89PNG\r\n\x1a\n"),
    Signature("image/jpeg", b"\xff\xd8\xff"),
    Signature("image/gif", b"GIF87a"),
    Signature("image/gif", b"GIF89a"),
    Signature("image/webp", b"RIFF", b"WEBP", 8),
    Signature("audio/wav", b"RIFF", b"WAVE", 8),
    Signature("image/heic", b"", b"ftypheic", 4),
    Signature("image/avif", b"", b"ftypavif", 4),
    Signature("video/quicktime", b"", b"ftypqt", 4),
    Signature("video/mp4", b"", b"ftyp", 4),
    Signature("video/webm", b"\x1a\x45\xdf\xa3"),
    Signature("audio/mpeg", b"ID3"),
    Signature("audio/ogg", b"OggS"),
    Signature("application/pdf", b"%PDF-"),
    Signature("application/gzip", b"\x1f\x8b"),
    Signature("application/zip", b"PK\x03\x04"),
    Signature("application/zip", b"PK\x05\x06"),
)
"""The first that fits. https://mimesniff.spec.whatwg.org has most of them."""

PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
"""What programs of Windows, Linux, Unix and macOS, and of Java, begin with."""

OFFICE = "application/vnd.openxmlformats-officedocument."
IN_A_ZIP = {
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
}
"""What is a zip by its bytes, and by its name something that is kept in one."""
AS_TEXT = {"txt": "text/plain", "md": "text/plain", "log": "text/plain", "csv": "text/csv"}


def type_of(head: bytes, name: str) -> str:
    """Say what a file is that begins with `head`. The name decides only between harmless things."""
    extension = extension_of(name)
    for kind, begins, then, at in SIGNATURES:
        if head.startswith(begins) and head[at : at + len(then)] == then:
            return IN_A_ZIP.get(extension, kind) if kind == "application/zip" else kind
    return AS_TEXT.get(extension, UNKNOWN) if _is_text(head) else UNKNOWN


def is_program(head: bytes) -> bool:
    """Say whether a file begins as one does that a machine runs, whatever it is called."""
    return head.startswith(PROGRAMS)


def _is_text(head: bytes) -> bool:
    return b"\0" not in head


def extension_of(name: str) -> str:
    """The end of a name: ``Plan.PDF`` -> ``pdf``; empty without one."""
    return name.rpartition(".")[2].strip().casefold() if "." in name else ""


def safe_name(name: str) -> str:
    """A name that is one, whatever was sent: no path, no signs that nobody sees or that turn others around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and sign not in '<>:"|?*')
    bare = " ".join(seen.split()).strip(". ")
    if len(bare) <= LONGEST_NAME:
        return bare or "file"
    stem, dot, extension = bare.rpartition(".")
    if not dot or len(extension) > 10:
        return bare[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension}"
