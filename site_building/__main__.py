"""``python -m site_building``: write the whole site into a folder."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import click

from site_building import lab, pages
from site_building.distribution import DistributionError
from site_building.units import UndeclaredUnitError

ROOT = Path(__file__).parent.parent
MARK = ".delta-course-site"  # only a folder with this file is ever replaced


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default="build/site")
@click.option(
    "--offline",
    type=click.Path(path_type=Path, file_okay=False),
    help="A folder with a full Pyodide distribution; the site then asks no other host.",
)
@click.option(
    "--guides",
    type=bool,
    default=True,
    show_default=True,
    help="Whether the guides to the units, which hold answers, are part of the site: yes or no.",
)
def main(folder: Path, offline: Path | None, guides: bool) -> None:
    """Write the site into FOLDER (by default build/site): pages, notebooks, Python for browsers.

    By default the browser fetches Python from the CDN of Pyodide. With --offline everything is
    copied into the site. With --guides no the pages hold no answers.

    Example: python -m site_building build/site --offline ~/pyodide
    """
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise click.ClickException(
            f"{folder} holds something that is no site: name an empty folder, or remove it first."
        )
    folder = folder.absolute()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".site-", dir=folder.parent) as aside:
        draft = Path(aside) / "site"
        try:
            write(draft, offline, ROOT / "build" / "wheels", guides)
        except (DistributionError, UndeclaredUnitError) as error:
            raise click.ClickException(str(error)) from None
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(draft, folder)
    click.echo(f"The site is in {folder}: {megabytes(folder):.0f} MB.")


def write(folder: Path, offline: Path | None, cache: Path, guides: bool) -> None:
    """Write the pages, and JupyterLite beside them."""
    pages.build(folder, guides)
    lab.build(folder / "jupyter", offline, cache)
    (folder / ".nojekyll").touch()  # GitHub Pages: take the files as they are
    (folder / MARK).touch()


def megabytes(folder: Path) -> float:
    """Return the size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main(prog_name="python -m site_building")
