"""`import course` is NumPy and little more: the rest comes in when first used."""

import json
import pkgutil
import statistics
import subprocess
import sys

import course

HEAVY = {
    "matplotlib",
    "scipy",
    "ipywidgets",
    "IPython",
    "click",
    "rich",
    "nbgrader",
    "autograder",
    "sklearn",
    "torch",
}
ROUNDS = 15


def fresh_python(code: str) -> str:
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return run.stdout


def test_nothing_heavy_is_loaded():
    loaded = json.loads(
        fresh_python("import sys, json, course; print(json.dumps([*sys.modules]))")
    )
    assert not HEAVY & {name.partition(".")[0] for name in loaded}


def test_import_takes_little_longer_than_numpy():
    def seconds(module: str) -> float:
        return float(
            fresh_python(
                f"import time; start = time.perf_counter(); import {module}\n"
                "print(time.perf_counter() - start)"
            )
        )

    seconds("numpy"), seconds("course")  # from here on everything is in the disk's cache
    # In turn, so that whatever else the machine is doing slows down both alike.
    pairs = [(seconds("numpy"), seconds("course")) for _ in range(ROUNDS)]
    numpy, course = map(statistics.median, zip(*pairs, strict=True))
    assert course <= 1.3 * numpy, f"numpy {numpy * 1000:.0f} ms, course {course * 1000:.0f} ms"


def test_no_module_hides_a_function_of_the_same_name():
    """`import course.hint` would put the module where `course.hint()` is meant to be."""
    modules = {module.name for module in pkgutil.iter_modules(course.__path__)}
    assert not modules & set(course.__all__)
