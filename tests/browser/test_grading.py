"""What a TA sees of a graded class, and what a student's Validate button says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from labs import QUIET, TOKEN, Lab, serving, snapshot
from nbgrader.api import Gradebook
from playwright.sync_api import Page, expect

from autograder import classroom, feedback, handins, runner, submissions

pytestmark = [
    pytest.mark.browser,
    pytest.mark.sandbox,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
]

ASSIGNMENT = "01_activations"
SIGN_SLIP = """\
def sigmoid(x):
    return 1 / (1 + np.exp(np.asarray(x, dtype=float)))"""
HARM = """\
from IPython.display import HTML, Javascript, display
display(HTML("<script>document.title = 'taken'</script>"))
display(HTML("<img src=x onerror=\\"document.title = 'taken'\\">"))
display(Javascript("document.title = 'taken'"))

"""
WRITTEN = """\
The slope is flat far out. <script>document.title = 'taken'</script>
<img src=x onerror="document.title = 'taken'">"""


@pytest.fixture(scope="module")
def graded(tmp_path_factory) -> Path:
    """A class directory in which two have handed in and been graded."""
    class_dir = tmp_path_factory.mktemp("browser") / "class"
    classroom.make(class_dir)
    ada = handins.answered(handins.perfect(class_dir, ASSIGNMENT), "sigmoid", HARM + SIGN_SLIP)
    for cell in ada["activations_2"].cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "written-answer":
            cell.source = WRITTEN
    handins.hand_in(ada, class_dir, "ada", ASSIGNMENT)
    handins.hand_in(handins.untouched(class_dir, ASSIGNMENT), class_dir, "bob", ASSIGNMENT)
    found = submissions.find(class_dir)
    entries = list(runner.run(runner.plan(class_dir, found, force=False)))
    assert sorted(entry.student for entry in entries) == ["ada", "bob"]
    assert sum(feedback.write(found)) == 4
    return class_dir


@pytest.fixture(scope="module")
def server(graded: Path, tmp_path_factory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("ta")
    with serving(["-m", "jupyterlab", "--allow-root", *QUIET], graded, home) as address:
        yield address


def test_a_feedback_page_shows_the_verdict_and_runs_nothing(graded: Path, page: Page) -> None:
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    folder = graded / "feedback" / "ada" / ASSIGNMENT
    for name in ("activations", "activations_2"):
        page.goto((folder / f"{name}.html").as_uri())
        assert page.title() == name
        own = [url for url in asked if not url.startswith((folder.as_uri(), "https://cdnjs."))]
        assert own == []
        assert not [url for url in asked if url.endswith("/x")]
    page.goto((folder / "activations.html").as_uri())
    verdict = page.get_by_role("group", name="Check of sigmoid: not yet")
    expect(verdict).to_contain_text("falls as x grows")
    verdict.scroll_into_view_if_needed()
    snapshot(page, "feedback")


@pytest.fixture
def formgrader(server: str, page: Page) -> str:
    """Where the formgrader is; the page is signed in."""
    page.goto(f"{server}/login?token={TOKEN}&next=/formgrader/manage_assignments")
    expect(page.get_by_role("link", name=ASSIGNMENT)).to_be_visible()
    return f"{server}/formgrader"


def open_submission(page: Page, formgrader: str, notebook: str, of: str) -> None:
    """Go to the list of submissions, which is anonymous, and open the one that contains `of`."""
    for number in (1, 2):
        page.goto(f"{formgrader}/gradebook/{ASSIGNMENT}/{notebook}")
        link = page.get_by_role("link", name=f"Submission #{number}")
        expect(link).to_be_visible()
        snapshot(page, "formgrader_list")
        link.click()
        page.wait_for_url(
            re.compile(r"/formgrader/submissions/\w+"), wait_until="domcontentloaded"
        )
        if page.get_by_text(of).count():
            # Set when the page's script has taken charge; what is typed before that is not saved.
            expect(page.locator(".extra-credit").last).to_have_attribute("placeholder", "0")
            return
    raise AssertionError(f"No submission contains {of!r}.")


def test_the_formgrader_shows_the_verdict(formgrader: str, page: Page) -> None:
    open_submission(page, formgrader, "activations", "falls as x grows")
    verdict = page.get_by_role("group", name="Check of sigmoid: not yet")
    verdict.scroll_into_view_if_needed()
    snapshot(page, "formgrader_submission")
    expect(page.locator("#sigmoid-check")).to_have_attribute("placeholder", "0")
    assert page.title() != "taken"


def test_a_written_answer_is_graded_by_hand(graded: Path, formgrader: str, page: Page) -> None:
    open_submission(page, formgrader, "activations_2", "The slope is flat far out.")
    score = page.locator("#written-answer")
    score.fill("3")
    with page.expect_response(lambda answer: answer.request.method == "PUT") as saved:
        score.press("Tab")
    assert saved.value.ok
    score.scroll_into_view_if_needed()
    snapshot(page, "formgrader_written")
    assert page.title() != "taken"
    with Gradebook(f"sqlite:///{graded}/gradebook.db") as book:
        grade = book.find_grade("written-answer", "activations_2", ASSIGNMENT, "ada")
        assert grade.manual_score == 3
        assert not grade.needs_manual_grade


def test_validate_says_that_the_solved_notebook_passes(
    graded: Path, tmp_path: Path, page: Page
) -> None:
    """Without the class's configuration: there, the kernel itself decides."""
    solved = handins.perfect(graded, ASSIGNMENT)
    handins.hand_in(solved, tmp_path, "me", ASSIGNMENT)
    folder = tmp_path / "submitted" / "me"
    command = ["-m", "jupyterlab", "--allow-root", *QUIET]
    with serving(command, folder, tmp_path / "home") as address:
        lab = Lab(page, address)
        lab.open(f"{ASSIGNMENT}/activations.ipynb")
        page.get_by_role("button", name="Validate").click()
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Success")
        snapshot(page, "validate")


def test_create_assignment_shows_the_points_of_a_source(
    graded: Path, server: str, page: Page
) -> None:
    """The panel reads our metadata as nbgrader means it, and what is typed there is taken.

    It adds up points as JavaScript does: 11.2 can be 11.200000000000001.
    """
    lab = Lab(page, server)
    lab.open(f"source/{ASSIGNMENT}/activations_2.ipynb")
    lab.command("nbgrader:open-create-assignment")
    panel = page.locator(".nbgrader-NotebookPanelWidget")
    total = panel.locator(".nbgrader-TotalPointsInput")
    source = nbformat.read(graded / "source" / ASSIGNMENT / "activations_2.ipynb", as_version=4)
    points = sum(cell.metadata.get("nbgrader", {}).get("points", 0) for cell in source.cells)
    expect(total).to_have_value(re.compile(rf"{points:g}|{points:.1f}0+\d"))
    lab.cell("written-answer")
    chosen = panel.locator(".nbgrader-CellWidget.nbgrader-mod-active")
    expect(chosen.locator(".nbgrader-CellId input")).to_have_value("written-answer")
    snapshot(page, "create_assignment")
    chosen.locator(".nbgrader-CellPoints input").fill("9")
    chosen.locator(".nbgrader-CellPoints input").press("Tab")
    expect(total).to_have_value(re.compile(rf"{points + 5:g}|{points + 5:.1f}0+\d"))
