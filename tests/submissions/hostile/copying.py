"""Copying the library's own functions.

The library shows how its functions are written, and a student has it at home. Who pastes one of
them as an answer can't be told from who wrote it; nor can who lets Python copy it before the
check. So these earn what pasting would earn, and never more: the threat model says so. What is
asserted is that nothing else comes of it. Solutions that the library does not hold are not in the
sandbox (`hidden-reference`).
"""

from __future__ import annotations

from hostile.shape import RELU, Hostile

SIGMOID = 2.0  # points
SHAPES = 0.5  # of them, for what the library's decorator does


def _copied(
    name: str, tries: str, source: str, cell: str = "", points: float = SIGMOID
) -> Hostile:
    return Hostile(name, tries, cell, {"sigmoid": source}, points=RELU + points)


COPYING = [
    _copied(
        "library-as-server",
        "asks a process that was forked before the probes",
        """
def sigmoid(x):
    import pickle, socket
    with socket.socket(socket.AF_UNIX) as end:
        end.connect(PLACE)
        end.sendall(pickle.dumps(np.asarray(x)))
        end.shutdown(socket.SHUT_WR)
        return pickle.loads(end.makefile("rb").read())
""",
        """
import os, pickle, socket
PLACE = os.environ["HOME"] + "/server"
there = socket.socket(socket.AF_UNIX)
there.bind(PLACE)
there.listen()
if os.fork() == 0:
    while True:
        end, _ = there.accept()
        end.sendall(pickle.dumps(activations.sigmoid(pickle.loads(end.makefile("rb").read()))))
        end.close()
""",
    ),
    _copied(
        "library-code-copied",
        "a function made of the code of the course's own",
        "sigmoid = types.FunctionType(lent.__code__, lent.__globals__, 'sigmoid')",
        "import types\nlent = activations.sigmoid.__wrapped__",
        SIGMOID - SHAPES,
    ),
    _copied(
        "library-code-swapped",
        "puts the code of the course's own function into another one",
        "def sigmoid(x):\n    return x\n\n\n"
        "sigmoid.__code__ = activations.sigmoid.__wrapped__.__code__",
        points=SIGMOID - SHAPES,
    ),
    _copied(
        "library-code-inside",
        "makes the function of the course's code only when it is called",
        "def sigmoid(x):\n    return types.FunctionType(code, vars(activations))(x)",
        "import types\ncode = activations.sigmoid.__wrapped__.__code__",
        SIGMOID - SHAPES,
    ),
    _copied(
        "frames",
        "finds the withheld code in the frames that called it",
        """
def sigmoid(x):
    import sys, types
    frame = sys._getframe()
    while frame is not None:
        for value in frame.f_locals.values():
            for _, exit in getattr(value, "_exit_callbacks", ()):
                inner = exit.__self__.gen.gi_frame
                for kept in (inner.f_locals.get("kept", ()) if inner else ()):
                    home, name = kept[0].__module__, kept[0].__name__
                    if (home, name) == ("course.activations", "sigmoid"):
                        return types.FunctionType(kept[1], kept[0].__globals__)(x)
        frame = frame.f_back
""",
        points=SIGMOID - SHAPES,
    ),
    _copied(
        "reference-observed",
        "lets the probes look at the reference, and hands that in as its own",
        "def sigmoid(x):\n    return x",
        """
import answering
from course import exercises
from course.exercises.attempting import Attempt
honest = answering.attempt
def attempt(exercise, value, seed, **how):
    if exercise.name != "sigmoid":
        return honest(exercise, value, seed)
    return Attempt("sigmoid", exercise.observe(exercise.reference, seed))
answering.attempt = attempt
""",
    ),
]
