"""The server of the site: headers, types, and nobody else's machine."""

from __future__ import annotations

import urllib.error
import urllib.request
from email.message import Message
from pathlib import Path

import pytest
from click.testing import CliRunner

from site_building import serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("index.html", "a.mjs", "b.wasm", "c.whl"):
        (tmp_path / name).write_text("content")
    return tmp_path


def headers(address: str) -> Message:
    with urllib.request.urlopen(address) as answer:
        found: Message = answer.headers
        return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [("", "text/html"), ("a.mjs", "text/javascript"), ("b.wasm", "application/wasm")],
)
def test_types_are_right_and_the_page_is_not_isolated(folder: Path, name: str, kind: str) -> None:
    with serving.serving(folder) as address:
        said = headers(f"{address}/{name}")
    assert said["Content-Type"] == kind
    assert "Cross-Origin-Embedder-Policy" not in said  # JupyterLite would lose messages


def test_nothing_above_the_folder_is_served(folder: Path) -> None:
    with (
        serving.serving(folder) as address,
        pytest.raises(urllib.error.HTTPError, match="404"),
    ):
        urllib.request.urlopen(f"{address}/../{Path(__file__).name}")


def test_a_port_that_is_taken_is_one_sentence(folder: Path) -> None:
    with serving.serving(folder) as address:
        port = address.rpartition(":")[2]
        result = CliRunner().invoke(serving.main, [str(folder), "--port", port])
    assert result.exit_code == 1
    assert f"Port {port} can't be had" in result.output
    assert f"make serve PORT={serving.another(int(port))}." in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(("error", "told"), [(ConnectionResetError, False), (ValueError, True)])
def test_a_browser_that_leaves_early_is_no_error(
    capsys: pytest.CaptureFixture[str], error: type[Exception], told: bool
) -> None:
    with serving.server(Path()) as server:
        try:
            raise error
        except error:
            server.handle_error(None, ("127.0.0.1", 1))
    assert told == ("Traceback" in capsys.readouterr().err)


def test_a_folder_without_a_site_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(serving.main, [str(tmp_path)])
    assert result.exit_code == 1
    assert "There is no site in" in result.output
    assert "make site" in result.output


def test_only_this_machine_is_listened_to() -> None:
    with serving.server(Path()) as server:
        assert server.server_address[0] == "127.0.0.1"
