"""What every drawing function returns: an image on a white card, with its description."""

from __future__ import annotations

import base64
import html
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from textwrap import fill

import matplotlib
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from course.drawing.palette import CARD, INK, MUTED, VERMILION_TEXT

__all__ = ["Picture", "as_picture", "blank_figure", "own_style", "write_below"]

_STYLE = {
    "axes.edgecolor": MUTED,
    "axes.labelcolor": INK,
    "axes.labelsize": 10,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlecolor": INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.unicode_minus": True,
    "font.family": "DejaVu Sans",  # comes with matplotlib, so it is the same everywhere
    "font.size": 10,
    "hatch.color": CARD,
    "hatch.linewidth": 0.8,
    "legend.frameon": False,
    "lines.linewidth": 2.2,
    "savefig.facecolor": CARD,
    "text.color": INK,
    "xtick.color": MUTED,
    "xtick.labelsize": 9,
    "ytick.color": MUTED,
    "ytick.labelsize": 9,
}
_DPI = 192  # two image pixels per CSS pixel: sharp on high-resolution screens


@dataclass(frozen=True, repr=False)
class Picture:
    """An image with its description; Jupyter shows the one and screen readers say the other.

    Attributes
    ----------
    png : bytes
        The image file.
    alt : str
        What the image shows, with its numbers.
    width : int
        Width on screen, in CSS pixels.
    """

    png: bytes
    alt: str
    width: int

    def __repr__(self) -> str:
        return self.alt

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        # No image/png beside it: front ends would prefer that one, and it has no alt text.
        data = base64.b64encode(self.png).decode("ascii")
        style = (
            f"width:{self.width}px;max-width:100%;height:auto;background:{CARD};border-radius:8px"
        )
        image = (
            f'<img alt="{html.escape(self.alt)}" style="{style}" '
            f'src="data:image/png;base64,{data}">'
        )
        return {"text/html": image, "text/plain": self.alt}


@contextmanager
def own_style() -> Iterator[None]:
    """Draw with the style of this module only, whatever the reader has set up."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_STYLE)
        yield


def blank_figure(width: float, height: float) -> Figure:
    """Return an empty figure that keeps its contents inside, with a margin; sizes in inches."""
    return Figure(figsize=(width, height), layout=ConstrainedLayoutEngine(h_pad=0.09, w_pad=0.12))


def as_picture(figure: Figure, sentences: Sequence[str]) -> Picture:
    """Render the figure, and keep it together with the sentences that describe it."""
    file = io.BytesIO()
    # No Software entry: the bytes should change with the data, not with a version number.
    figure.savefig(file, format="png", dpi=_DPI, metadata={"Software": None})
    width = round(figure.get_figwidth() * 96)
    return Picture(file.getvalue(), " ".join(s for s in sentences if s), width)


def write_below(figure: Figure, notes: Sequence[str]) -> None:
    """Write below the picture what could not be drawn, so that nobody has to guess."""
    lines = [fill(note, round(13 * figure.get_figwidth())) for note in notes if note]
    if lines:
        figure.supxlabel("\n".join(lines), color=VERMILION_TEXT, fontsize=9)
