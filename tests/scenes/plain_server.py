"""A server of the standard library, in the place of a platform: HTTP/1.0, no Date, each connection closed, JSON with blanks.

What it sends comes in pieces of a few bytes.
"""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit


class Answer(NamedTuple):
    """Of a platform."""

    status: int
    headers: dict[str, str]
    content: dict[str, Any]


Answers = Callable[[str, str, dict[str, Any]], Answer]
"""By the verb, the path, and what stood behind it or in the body."""


class PlainServer:
    """Answers in threads of its own, between `open` and `close`."""

    def __init__(self, answers: Answers) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(answers))
        self._serving = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def open(self) -> None:
        self._serving.start()

    def close(self) -> None:
        self._server.shutdown()
        self._serving.join()
        self._server.server_close()


def _handler(answers: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.0"

        def _answer(self) -> None:
            where = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked: dict[str, Any] = dict(parse_qsl(where.query))
            asked |= json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode()))
            status, headers, content = answers(self.command, unquote(where.path), asked)
            self.send_response_only(status)
            for name, value in {"CONTENT-TYPE": "Application/JSON", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(json.dumps({"extra": [None], **content}, indent=3).encode())

        do_GET = do_POST = do_PUT = _answer  # noqa: N815  as the library calls them

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  likewise
            """Nobody reads it."""

    return Handler


def sent(url: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
    """Send something to us, in pieces."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.netloc, timeout=10)
    pieces = [body[at : at + 7] for at in range(0, len(body), 7)]
    connection.request("POST", where.path, iter(pieces), dict(headers), encode_chunked=True)
    answer = connection.getresponse()
    read = answer.read()
    connection.close()
    return answer.status, read
