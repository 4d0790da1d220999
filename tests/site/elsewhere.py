"""A proxy for everything that is not on this machine: it refuses, and keeps a list."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# What Chromium asks for itself, on whatever page.
ITS_OWN = {
    f"CONNECT {host}:443"
    for host in (
        "accounts.google.com",
        "android.clients.google.com",
        "clients2.google.com",
        "content-autofill.googleapis.com",
        "optimizationguide-pa.googleapis.com",
        "safebrowsing.googleapis.com",
        "update.googleapis.com",
    )
}


class Refusing(BaseHTTPRequestHandler):
    """Answers every request, of any method, with 403."""

    def __init__(self, *args: Any, tried: list[str], **kwargs: Any) -> None:
        self.tried = tried
        super().__init__(*args, **kwargs)

    def refuse(self) -> None:
        if (asked := f"{self.command} {self.path}") not in ITS_OWN:
            self.tried.append(asked)
        self.send_error(403)

    do_GET = do_HEAD = do_POST = do_PUT = do_OPTIONS = do_CONNECT = refuse

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def refused() -> Iterator[tuple[str, list[str]]]:
    """Yield the proxy's address, and the list of what was tried."""
    tried: list[str] = []
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Refusing, tried=tried)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", tried
        server.shutdown()
