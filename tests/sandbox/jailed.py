"""Running code in a jailed kernel, and looking at it from outside."""

from __future__ import annotations

import contextlib
import json
import textwrap
import time
from dataclasses import dataclass, field
from queue import Empty
from typing import Any

from jupyter_client import BlockingKernelClient

import course.exercises as catalogue
from autograder.sandbox import jail
from autograder.sandbox.inside.mime import MIME
from autograder.sandbox.orders import Order
from autograder.sandbox.request import Limits
from autograder.sandbox.zygotes import Zygote
from course.exercises.attempting import unpack
from course.judging.deciding import decide

SEED = 20_260_101
RIGHT = "def relu(x):\n    return np.maximum(0.0, np.asarray(x, float))"
WRONG = "def relu(x):\n    return np.asarray(x, float)"
CHECKED = "import numpy as np\nfrom course import check\n{}\ncheck(relu)"


@dataclass
class Ran:
    """What came out of a kernel."""

    printed: str = ""
    answers: list[Any] = field(default_factory=list)
    error: str = ""
    died: bool = False
    ended: bool = False  # the code came to an end

    @property
    def seen(self) -> Any:
        """The last printed line, as JSON."""
        assert not self.error, self.error
        assert self.ended, f"the code came to no end; died: {self.died}"
        return json.loads(self.printed.strip().splitlines()[-1])


def connection(zygote: Zygote) -> dict[str, Any]:
    """Return addresses for a kernel of ``zygote``."""
    names = ("shell_port", "iopub_port", "stdin_port", "control_port", "hb_port")
    ports = {name: port for port, name in enumerate(names, start=1)}
    key = {"key": b"secret", "signature_scheme": "hmac-sha256"}
    return {"transport": "ipc", "ip": str(zygote.sockets / "k"), **ports, **key}


def run(zygote: Zygote, code: str, *, patience: float = 30.0, **request: Any) -> Ran:
    """Run ``code`` in a new kernel of ``zygote``. It is the caller's to clean up."""
    # The attacks say "/tmp"; in a checkout below that, the jail has temporary files elsewhere.
    code = textwrap.dedent(code).replace('"/tmp', f'"{jail.TEMPORARY}')
    where = connection(zygote)
    request.setdefault("limits", Limits().inside() if zygote.sandboxed else {})
    zygote.start_kernel(where, Order(**request))
    client = BlockingKernelClient()
    client.load_connection_info(where)
    client.start_channels()
    try:
        _wait_until_heard(client)
        return _listen(client, zygote, client.execute(code), patience)
    finally:
        client.stop_channels()
        client.context.destroy(linger=0)


def _wait_until_heard(client: Any) -> None:
    """Ask until an answer is broadcast: before, what a kernel prints could be missed."""
    for _ in range(300):
        client.kernel_info()
        with contextlib.suppress(Empty):
            client.get_iopub_msg(timeout=0.1)
            return
    raise AssertionError("the kernel says nothing")


def _listen(client: Any, zygote: Zygote, asked: str, seconds: float) -> Ran:
    ran, end = Ran(), time.monotonic() + seconds
    while time.monotonic() < end and not ran.ended:
        try:
            message = client.get_iopub_msg(timeout=0.2)
        except Empty:
            if zygote.kernel_has_ended():
                ran.died = True
                return ran
            continue
        if message["parent_header"].get("msg_id") == asked:
            _take_in(ran, message["msg_type"], message["content"])
    return ran


def _take_in(ran: Ran, kind: str, content: dict[str, Any]) -> None:
    if kind == "stream":
        ran.printed += content["text"]
    elif kind == "error":
        ran.error = f"{content['ename']}: {content['evalue']}"
    elif kind == "execute_result":
        ran.answers += content["data"].get(MIME, {}).get("answers", [])
    elif kind == "status":
        ran.ended = content["execution_state"] == "idle"


def points(zygote: Zygote, form: str = RIGHT) -> float:
    """Grade one exercise in ``zygote``, as the judge would, and return its share of the points."""
    relu = catalogue.get("relu")
    ran = run(zygote, CHECKED.format(form), seeds={"relu": SEED})
    zygote.clean()
    [answer] = ran.answers
    return decide(relu, unpack(answer["attempt"]), SEED).points / relu.points
