"""Speaking on the wire between the sandbox and the runner."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is

ONES = sigmoid_is("return np.ones(np.shape(x))")
FORGED = """
import cells, mime
def forged(name, attempt):
    data = {mime.MIME: {"answers": [{"exercise": name, "attempt": attempt}]}}
    cells.wire.send("execute_result", data=data, metadata={}, execution_count=1)
"""

PROTOCOL = [
    Hostile(
        "early-done",
        "says that each cell is over, and leaves its outputs to the next",
        "import cells\nfor _ in range(50):\n    cells.wire.send('done', execution_count=1)",
        ONES,
        points=0.0,  # no cell's answer is where it belongs
    ),
    Hostile(
        "forged-result",
        "an answer on the wire for an exercise not solved",
        FORGED,
        {"sigmoid": "forged('sigmoid', {'outcome': 'passed', 'points': 2.0})"},
    ),
    Hostile(
        "forged-beside",
        "the forged answer comes after the honest one, in the cell of the check",
        FORGED
        + """
def late(*args):
    forged("sigmoid", {"format": 2, "exercise": "sigmoid", "missing": "", "leans_on": [],
                       "chained": {}, "observations": {}})
get_ipython().events.register("post_run_cell", late)
""",
        ONES,
    ),
    Hostile(
        "copied-observations",
        "the observations of an exercise solved honestly, under the names of another",
        """
import answering
from course import exercises
honest = answering.probed
def probed(exercise, value, seed, *limits):
    if exercise.name != "sigmoid":
        return honest(exercise, value, seed, *limits)
    easy = exercises.get("relu")
    made = honest(easy, lambda x: np.maximum(0.0, np.asarray(x, float)), seed, *limits)
    seen = list(made["attempt"]["observations"].values())
    named = {p.name: seen[k % len(seen)] for k, p in enumerate(exercise.probes)}
    return {"exercise": "sigmoid", "attempt": {**made["attempt"], "observations": named}}
answering.probed = probed
""",
    ),
    Hostile(
        "deep-answer",
        "an answer nested deeper than any reader likes",
        FORGED,
        {
            "sigmoid": """
deep = None
for _ in range(400):
    deep = {"tuple": [deep]}
shown = {"format": 2, "exercise": "sigmoid", "missing": "", "leans_on": [], "chained": {},
         "observations":
         {"between_minus_six_and_six": [{"value": deep, "calls": []}]}}
forged("sigmoid", shown)
"""
        },
    ),
    Hostile(
        "no-message",
        "bytes that are no message",
        "import cells\ncells.wire.end.sendall(b'\\xff\\x00 hello\\n')",
    ),
    Hostile(
        "wrong-message",
        "messages of known kinds, without what belongs in them",
        """
import cells
for kind in ("stream", "display_data", "error", "update_display_data", "clear_output"):
    cells.wire.send(kind)
cells.wire.send("stream", name=5, text=[1])
""",
    ),
    Hostile(
        "odd-outputs",
        "outputs whose parts are of the wrong types",
        """
import cells
cells.wire.send("stream", name="stdout", text=["a", "b"])
cells.wire.send("display_data", data={"text/plain": 5, "text/html": {"a": 1}}, metadata=[],
                transient={"display_id": "x"})
cells.wire.send("error", ename=None, evalue={}, traceback="x")
""",
    ),
    Hostile(
        "half-messages",
        "messages that are half right: ids that are none, updates without content, deep nesting",
        """
import cells
send = cells.wire.send
page = {"text/plain": "a"}
for transient in ("x", ["x"], 3, {"display_id": [1]}, {"display_id": "a"}):
    send("display_data", data=page, metadata={}, transient=transient)
for more in ({}, {"data": {"text/plain": 5}, "metadata": {}}, {"data": [], "metadata": {}},
             {"data": page, "metadata": None}, {"data": {"text/plain": "b"}, "metadata": {}}):
    send("update_display_data", transient={"display_id": "a"}, **more)
send("stream", name="stdout", text="c", data=5)
send("error", ename="e", evalue="", traceback=[], data=[])
send("display_data", data=page, metadata={}, execution_count="<script>")
deep = []
for _ in range(900):
    deep = [deep]
send("display_data", data={"application/json": deep}, metadata={})
""",
    ),
    Hostile(
        "many-copies",
        "one large picture in the place of very many small ones",
        """
from IPython.display import display, update_display
for _ in range(2000):
    display("", display_id="a")
update_display("x" * 900_000, display_id="a")
""",
    ),
    Hostile(
        "endless-messages",
        "messages of a kind that nobody counts, faster than they can be read",
        "import cells\nwhile True:\n    cells.wire._send('comm_msg', {'data': 'x' * 1000})",
    ),
    Hostile(
        "one-long-message",
        "a message without end",
        "import cells\nfor _ in range(64):\n    cells.wire.end.sendall(b'x' * 1_000_000)",
    ),
    Hostile(
        "many-small-parts",
        "a message that takes much more memory than bytes",
        """
import cells
parts = b"[]," * 9_000_000
cells.wire.end.sendall(b'{"msg_type": "display_data", "content": {"data": {"a": [' + parts
                       + b'0]}, "metadata": {}}}\\n')
""",
    ),
    Hostile(
        "socket-closed",
        "hangs up",
        "import cells\ncells.wire.end.close()\nimport os\nos.close(3)",
    ),
    Hostile(
        "socket-kept",
        "ends, while a child holds the socket open and goes on speaking",
        """
import cells, os, time
if os.fork() == 0:
    os.setsid()
    while True:
        time.sleep(0.2)
        try:
            cells.wire.send("stream", name="stdout", text="still here\\n")
        except OSError:
            os._exit(0)
os._exit(0)
""",
    ),
    Hostile(
        "reads-ahead",
        "reads the cells that the runner sends, and answers in place of the process",
        """
import cells, os, threading, json
from mime import MIME
def answer():
    while True:
        line = os.read(cells.wire.end.fileno(), 1 << 20)
        if not line:
            return
        cells.wire.send("execute_result", data={"text/plain": "2.0", MIME: {"answers": [
            {"exercise": "sigmoid", "attempt": {"format": 1}}]}}, metadata={}, execution_count=1)
        cells.wire.send("done", execution_count=1)
threading.Thread(target=answer, daemon=True).start()
""",
        points=0.0,
    ),
]
