"""The runner's way to run cells shows what Jupyter's shows, and takes no nonsense."""

from __future__ import annotations

import re

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from autograder.preprocessors import SandboxedExecute
from autograder.preprocessors.direct import DirectExecute
from autograder.sandbox.conversation import Conversation, Ended
from autograder.sandbox.request import Request
from autograder.settings import KERNEL, TIMEOUT

pytestmark = [pytest.mark.sandbox, pytest.mark.xdist_group("stopping")]

CELLS = [
    "import sys\nfrom IPython.display import HTML, Image, clear_output, display, update_display",
    "print('one')\nprint('two', file=sys.stderr)\nprint('three')\n4",
    "None",
    "x = 5;\nx",
    "x;",
    "display(HTML('<b>6</b>'), 7)\n_ + 1",
    "handle = display('first', display_id='here')",
    "update_display('second', display_id='here')",
    "print('gone')\nclear_output()\nprint('stays')",
    "print('gone')\nclear_output(wait=True)\nprint('stays')",
    "1 / 0",
    "def f(:",
    "class Odd(Exception):\n    def __str__(self):\n        return 'odd'\nraise Odd",
    "import asyncio\nawait asyncio.sleep(0)\n'awaited'",
    "%%capture caught\nprint('caught')",
    "caught.stdout",
    "class Rich:\n    def _repr_mimebundle_(self, **kwargs):\n"
    "        return {'text/plain': 'rich', 'application/x-own+json': {'a': [1]}}\nRich()",
    "display(Image(data=b'\\x89PNG', format='png'))",
    "import matplotlib.pyplot as plt\nplt.figure(figsize=(1, 1)).gca().set_title('t')\n8",
    "get_ipython().run_line_magic('who_ls', 'str')",
    "sys.stdout.write('no end of line')\nsys.stdout.flush()",
    "import warnings\nwarnings.warn('careful', stacklevel=1)",
    "raise KeyboardInterrupt",
    "__name__, sys.modules['__main__'].x",
    "Out[4], In[3]",
]


def executed(chosen: type, folder: object, cells: list[str] = CELLS) -> list:
    config = Config()
    config.Execute.kernel_name = KERNEL
    config.Execute.timeout = 10
    config.Execute.error_on_timeout = TIMEOUT
    config.Execute.shutdown_kernel = "immediate"
    nb = new_notebook(cells=[new_code_cell(source) for source in cells])
    resources = {"metadata": {"path": str(folder)}, "nbgrader": {}}
    nb, _ = chosen(config=config).preprocess(nb, resources)
    return nb.cells


def test_cells_leave_the_same_outputs_both_ways(tmp_path):
    pairs = zip(
        executed(SandboxedExecute, tmp_path), executed(DirectExecute, tmp_path), strict=True
    )
    for ours, theirs in ((direct, jupyter) for jupyter, direct in pairs):
        assert ours.execution_count == theirs.execution_count, ours.source
        assert without_places(ours.outputs) == without_places(theirs.outputs), ours.source


def without_places(outputs: list) -> list:
    """Leave out where code lies in memory and files; print to each stream in one go."""
    found: list[dict] = []
    for output in outputs:
        kept = {key: value for key, value in output.items() if key != "traceback"}
        same = [one for one in found if "name" in one and one["name"] == kept.get("name")]
        if "evalue" in kept:
            kept["evalue"] = re.sub(r"\(.*, line", "(..., line", kept["evalue"])
        if kept.get("name") == "stderr":
            kept["text"] = "".join(kept["text"].split(":")[-1:])
        if same:  # as nbclient does it, which loses their order
            same[0]["text"] += kept["text"]
        else:
            found.append(kept)
    return found


def test_nobody_answers_a_question(tmp_path):
    (cell,) = executed(DirectExecute, tmp_path, ["input('Your name? ')"])
    assert cell.outputs[0].ename == "StdinNotImplementedError"


NONSENSE = {
    "no JSON": "end.sendall(b'hello\\n')",
    "no message": "end.sendall(b'[1, 2]\\n')",
    "deep": "end.sendall(b'[' * 100_000 + b'\\n')",
    "too long": "for _ in range(50):\n    end.sendall(b'x' * 1_000_000)",
    "closed": "import os; os.close(end.fileno())",
}


@pytest.mark.parametrize("code", NONSENSE.values(), ids=NONSENSE)
def test_who_talks_nonsense_is_not_listened_to(tmp_path, code):
    with (
        Conversation(Request(), tmp_path) as conversation,
        pytest.raises(Ended),
    ):
        list(conversation.run(f"import cells\nend = cells.wire.end\n{code}", 10.0))


def test_an_early_done_harms_only_its_own_submission(tmp_path):
    early = "import cells\ncells.wire.send('done', execution_count=1)\nprint('late')"
    first, second = executed(DirectExecute, tmp_path, [early, "print('next')"])
    assert "late" not in str(first.outputs)
    assert "late" in str(second.outputs)
    (honest,) = executed(DirectExecute, tmp_path, ["print('next')"])
    assert [output.text for output in honest.outputs] == ["next\n"]
