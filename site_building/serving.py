"""The site on this machine: ``python -m site_building.serving [FOLDER]``.

No header is sent that isolates the page from other sites (COOP, COEP). With them JupyterLite 0.8.6
takes another way between page and Python, on which messages are lost when the machine is busy;
without them a service worker passes files on, which is also what plain hosts get.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import click

LOOPBACK = "127.0.0.1"

TYPES = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}


class Handler(SimpleHTTPRequestHandler):
    """Files of a folder; the browser asks each time whether a file is still the same."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, **TYPES}  # noqa: RUF012

    def end_headers(self) -> None:
        """Add a header to every answer."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: a page asks for hundreds of files."""


class Server(ThreadingHTTPServer):
    """A server that is not troubled by a browser that leaves before it has everything."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what went wrong, unless the browser closed the connection."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server(folder: Path, port: int = 0) -> Server:
    """Return a server of that folder, which listens on this machine only.

    Examples
    --------
    >>> with server(Path(".")) as at:
    ...     at.server_address[0]
    '127.0.0.1'
    """
    return Server((LOOPBACK, port), partial(Handler, directory=str(folder)))


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the folder while the block runs; yield the address."""
    with server(folder) as at:
        Thread(target=at.serve_forever, daemon=True).start()
        yield f"http://{LOOPBACK}:{at.server_address[1]}"
        at.shutdown()


def another(port: int) -> int:
    """Return a port to try instead, one that an ordinary user may have.

    Examples
    --------
    >>> another(8000), another(80), another(65535)
    (8001, 8001, 8001)
    """
    return port + 1 if 1024 <= port < 65535 else 8001


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="build/site")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port on this machine.",
)
def main(folder: Path, port: int) -> None:
    """Serve the site in FOLDER (by default build/site) to a browser on this machine.

    Example: python -m site_building.serving build/site --port 8000
    """
    if not (folder / "index.html").is_file():
        raise click.ClickException(f"There is no site in {folder}: write it with make site.")
    try:
        with server(folder, port) as at:
            click.echo(f"The site is at http://{LOOPBACK}:{at.server_address[1]}; Ctrl-C ends it.")
            at.serve_forever()
    except OSError as error:
        raise click.ClickException(
            f"Port {port} can't be had ({error.strerror}): make serve PORT={another(port)}."
        ) from None
    except KeyboardInterrupt:
        click.echo("Ended.")


if __name__ == "__main__":
    main()
