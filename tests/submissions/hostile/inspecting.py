"""Looking for solutions, expected values and secrets, and borrowing what is found."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is


def _borrowed(name: str, tries: str, source: str, cell: str = "") -> Hostile:
    return Hostile(name, tries, cell, {"sigmoid": source})


INSPECTING = [
    _borrowed(
        "library-called",
        "calls the course's own function",
        "def sigmoid(x):\n    return activations.sigmoid(x)",
    ),
    _borrowed(
        "library-partial",
        "the course's own function through functools.partial",
        "import functools\nsigmoid = functools.partial(activations.sigmoid)",
    ),
    _borrowed(
        "library-by-name",
        "the course's own function through sys.modules and getattr",
        "def sigmoid(x):\n    import sys\n"
        "    return getattr(sys.modules['course.' + 'activations'], 'sig' + 'moid')(x)",
    ),
    _borrowed(
        "library-by-collector",
        "the course's own function through the garbage collector",
        """
def sigmoid(x):
    import gc, types
    gc.unfreeze()
    for one in gc.get_objects():
        if type(one) is types.FunctionType and one.__name__ == "sigmoid":
            if one.__module__.startswith("course"):
                return one(x)
""",
    ),
    _borrowed(
        "library-pickled",
        "the course's own function, pickled before the check",
        "def sigmoid(x):\n    import pickle\n    return pickle.loads(kept)(x)",
        "import pickle\nkept = pickle.dumps(activations.sigmoid)",
    ),
    _borrowed(
        "library-reloaded",
        "loads the course's module anew",
        "def sigmoid(x):\n    import importlib\n"
        "    return importlib.reload(activations).sigmoid(x)",
    ),
    _borrowed(
        "library-in-process",
        "calls the course's own function in another Python",
        """
def sigmoid(x):
    import subprocess, sys
    code = "from course.activations import sigmoid; print(float(sigmoid(%r)))"
    values = [subprocess.run([sys.executable, "-c", code % one], capture_output=True, text=True)
              for one in np.ravel(x)[:3]]
    return np.reshape([float(one.stdout) for one in values], np.shape(x))
""",
    ),
    _borrowed(
        "library-in-thread",
        "calls the course's own function in a thread that was started before the probes",
        """
def sigmoid(x):
    asked.put(x)
    return answered.get(timeout=0.5)
""",
        """
import queue, threading
asked, answered = queue.Queue(), queue.Queue()
def serve():
    while True:
        answered.put(activations.sigmoid(asked.get()))
threading.Thread(target=serve, daemon=True).start()
""",
    ),
    Hostile(
        "hidden-reference",
        "the same for an exercise whose solution no other part needs",
        """
import gc, sys, types
gc.unfreeze()
found = [f for f in gc.get_objects() if type(f) is types.FunctionType
         and "active_interval" in f.__qualname__]
from course import exercises
found += [e.reference for e in exercises.all() if e.name == "active_interval"]
home = "course.exercises.unit_01_activations"
found += [vars(sys.modules[home]).get("_active_interval")]
found = [f for f in found if f is not None and f.__module__ != "__main__"]
raise RuntimeError(f"HOSTILE FOUND {found}")
""",
    ),
    Hostile(
        "traced",
        "a trace function that reads the variables of the probes",
        """
import sys
heard = {}
def trace(frame, event, arg):
    for name in ("expected", "reference", "right", "kept", "facts"):
        if name in frame.f_locals:
            heard[name] = frame.f_locals[name]
    return trace
sys.settrace(trace)
sys.setprofile(trace)
""",
        sigmoid_is(
            """
for value in list(heard.values()):
    if isinstance(value, np.ndarray) and value.shape == np.shape(x):
        return value
return heard.get("expected")
"""
        ),
    ),
    Hostile(
        "memory-read",
        "scans its own memory for what the zygote has forgotten",
        r"""
import base64, ctypes, re
found = set()
for line in open("/proc/self/maps"):
    where, mode, *_, name = line.split()
    if mode.startswith("rw") and (name == "[heap]" or not name.strip("0")):
        begin, end = (int(part, 16) for part in where.split("-"))
        data = ctypes.string_at(begin, end - begin)
        # As it is written by marshal, and that in base64.
        found.update(re.findall(rb"[\xda\xfa\xda\x5a]\x10_active_inter[v]al", data))
        for start in range(3):
            text = base64.b64encode(b"x" * start + b"_active_interval")[4 * (start > 0):]
            found.update(re.findall(rb"[\w+/]{12}" + text[2:-6] + rb"[\w+/]{12}", data))
raise RuntimeError(f"HOSTILE FOUND {sorted(found)[:9]}")
""",
    ),
    Hostile(
        "expected-read",
        "reads expected values, views, wrong forms and diagnoses from the declarations",
        """
from course import exercises
from course.exercises.declaration import REFERENCE
found = [(e.name, p.name) for e in exercises.all() for p in e.probes
         if p.expected is not REFERENCE and e.kind != "choice"]
found += [(e.name, m.id) for e in exercises.all() for m in e.misconceptions]
raise RuntimeError(f"HOSTILE FOUND {found}")
""",
    ),
    Hostile(
        "disk-and-environment",
        "reads sources, histories, other submissions and the environment",
        """
import os, glob
found = []
system = {"usr", "bin", "sbin", "lib", "lib32", "lib64",
          "proc", "dev", "etc", "run", "tmp", "scratch"}
patterns = [f"/{name}/*" for name in {"root", "home", "var", *os.listdir("/")} - system]
patterns += ["/root/.*history", "/home/*/.*history", "/proc/[0-9]*/environ"]
for pattern in [*patterns, "/etc/shadow", "/etc/passwd"]:
    for path in glob.glob(pattern):
        try:
            found.append((path, len(open(path, "rb").read())))
        except OSError:
            pass
found = [one for one in found if one[0] != f"/proc/{os.getpid()}/environ"]
words = ("SECRET", "TOKEN", "PASSWORD", "SSH", "SUDO", "LOGNAME", "USERNAME")
found += [name for name in os.environ if any(word in name for word in words)]
raise RuntimeError(f"HOSTILE FOUND {found}")
""",
    ),
    Hostile(
        "sources-read",
        "reads the source of the library and compiles it",
        "import inspect\nsource = inspect.getsource(activations)\nexec(source)",
    ),
    Hostile(
        "native-code",
        "overwrites a function of the library through its address",
        """
import ctypes
class Header(ctypes.Structure):
    _fields_ = [("count", ctypes.c_ssize_t), ("kind", ctypes.c_void_p)]
Header.from_address(id(np.float64)).count += 10**6
ctypes.memset(id(activations.sigmoid) + 16, 0, 8)
activations.sigmoid(1.0)
""",
        # The cell ends the process and is left out; the rest is graded.
    ),
]
