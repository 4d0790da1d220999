"""Pages made of students' work: nothing runs, nothing fetches, verdicts look as before."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

from autograder.preprocessors.harmless import Harmless, cleaned
from course import check
from course.judging.card import hint_card


@pytest.mark.parametrize(
    "html",
    [
        "<script>act()</script>",
        "<img src=x onerror=act()>",
        '<svg onload="act()"></svg>',
        '<a href="javascript:act()">x</a>',
        '<iframe src="data:text/html,x"></iframe>',
        '<form action="/formgrader/api"><input class="score"></form>',
        '<img src="https://example.org/seen.png">',
        '<div style="background:url(https://example.org/seen.png)">x</div>',
        '<div style="background:u\\rl(//example.org)">x</div>',
        '<div style="position:fixed;left:0">x</div>',
        '<button class="full-credit">x</button>',
        '<meta http-equiv="refresh" content="0;url=https://example.org">',
        '<base href="https://example.org"><link rel="stylesheet" href="https://example.org">',
        "<style>body {display: none}</style>",
    ],
)
def test_what_runs_or_fetches_is_taken_out(html: str) -> None:
    made = cleaned(html)
    for part in ("<script", "onerror", "onload", "javascript:", "<iframe", "<input", "<form"):
        assert part not in made
    for part in ("src=", "url(", "rl(//", "fixed", "class=", "<meta", "<base", "<link", "<style"):
        assert part not in made


def test_cards_and_pictures_look_as_before() -> None:
    def relu(x):
        return x

    for card in (check(relu)._repr_html_(), hint_card("relu", 1, 3, "Try `-1`.", "")):
        made = cleaned(card)
        for part in ("border-left", "max-width", "var(--jp-", 'role="', "aria-label="):
            assert made.count(part) == card.count(part), part
        assert made.count("position:absolute") == card.replace(" ", "").count("position:absolute")
    picture = '<img src="data:image/png;base64,AA==" alt="A curve.">'
    assert set(cleaned(picture)[5:-1].split()) == set(picture[5:-1].split())


def test_a_notebook_keeps_what_can_be_shown() -> None:
    data = {
        "text/html": "<b>5</b><script>act()</script>",
        "text/plain": "5",
        "application/javascript": "act()",
        "application/vnd.jupyter.widget-view+json": {},
    }
    cell = new_code_cell(
        "f()",
        outputs=[
            new_output("display_data", data=data, metadata={"text/html": {"isolated": True}}),
            new_output("stream", text="printed"),
        ],
        metadata={"nbgrader": {"grade_id": "f"}, "tags": ['"><script>']},
    )
    before = new_notebook(
        cells=[cell, new_raw_cell("<script>act()</script>"), new_markdown_cell("<b>x</b>")],
        metadata={"title": "</title><script>act()</script>", "widgets": {"state": 1}},
    )
    text = nbformat.writes(before)
    nb, _ = Harmless().preprocess(before, {})
    shown, printed = nb.cells[0].outputs
    assert shown.data == {"text/html": "<b>5</b>act()", "text/plain": "5"}
    assert shown.metadata == {}
    assert printed.text == "printed"
    assert nb.cells[0].metadata == {"nbgrader": {"grade_id": "f"}}
    assert nb.cells[1].source == "act()"
    assert nb.metadata == {"language_info": {"name": "python"}}
    assert nbformat.writes(before) == text
