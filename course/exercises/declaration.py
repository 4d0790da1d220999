"""An exercise, declared once; everything else is derived from it.

Read a declaration from top to bottom: what is asked, how we look (probes), and
what goes wrong (misconceptions). The check in the notebook, the grading, the
feedback page, the hints and the tests all come from here.
"""

from __future__ import annotations

import inspect
import sys
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType
from typing import Any

import numpy as np

from course.exercises import probing
from course.exercises.library import from_library, functions_of, library_functions
from course.exercises.observation import Plain, Raised, plain
from course.exercises.parts import correct_parts, formulas, reachable, withheld
from course.exercises.probing import Observation

Look = Callable[..., Any]

UNIT_MODULES = "course.exercises.unit_"
REFERENCE = object()  # "compare with what the reference shows"
UNREADABLE = "unreadable"  # the kind of what a view could make nothing of
SECONDS = 5.0  # for one probe; loops over single numbers are slow, and right
SECONDS_AFTER_A_STOP = 1.0  # the second wait for an end is shorter
STOPS = 2  # after so many probes without an end, the rest is not tried


@dataclass(frozen=True)
class Tolerance:
    """How far apart two numbers may be: ``atol + rtol * |expected|``, and why."""

    rtol: float = 2e-5
    atol: float = 2e-7
    why: str = "float32 results are accepted"


@dataclass(frozen=True)
class Probe:
    """One look at a function: it belongs to a property and returns what it saw.

    ``view`` turns what was seen into what is compared; it runs where the
    decision is made, never beside the student's code. A view of two parameters
    also gets the probe's generator, started anew, and so can draw the same
    inputs again. ``expected`` replaces the reference's observation where many
    answers are right. With ``seeds`` = 3 the probe is run on three seeds and
    two of the three decide.
    """

    name: str
    property: str
    look: Look
    view: Callable[..., Any] | None = None
    expected: Any = REFERENCE
    tolerance: Tolerance = Tolerance()
    seeds: int = 1

    def rng(self, exercise: str, seed: int, repeat: int = 0) -> np.random.Generator:
        """Return the generator of this probe: the same inputs for the same seed."""
        return np.random.default_rng([seed, _number(exercise), _number(self.name), repeat])

    def seen(self, value: Plain, rng: np.random.Generator) -> Plain:
        """Return what is compared: ``value`` through the probe's ``view``."""
        if self.view is None or isinstance(value, Raised):
            return value
        try:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                return plain(self.view(value, rng) if _draws(self.view) else self.view(value))
        except Exception as error:  # an answer of an unexpected form
            return Raised(UNREADABLE, str(error)[:100])


def _draws(view: Callable[..., Any]) -> bool:
    return len(inspect.signature(view).parameters) == 2


@dataclass(frozen=True)
class Misconception:
    """A wrong form that students really write, and the words that help."""

    id: str
    diagnosis: str
    wrong: Any

    @property
    def title(self) -> str:
        """Its name as words."""
        return str(getattr(self.wrong, "__name__", "wrong value")).replace("_", " ")


@dataclass(frozen=True)
class Choice:
    """A prediction or a warm-up question: the options, and what to say afterwards."""

    options: tuple[str, ...]
    answer: str
    because: str


class Exercise:
    """One name that the student defines.

    Parameters
    ----------
    name : str
        The name, unique over the course.
    unit, group : str
        The unit's folder name and the row of the unit plan, such as ``"1.1"``.
    asks : str
        One sentence: what is to be written.
    reference : callable or value
        A correct solution.
    properties : dict of str to float
        What is looked at, and the points it carries; their sum is the exercise's.
    hints : sequence of str
        The ladder: point to the property, name the principle, show an analogous
        worked example.
    tolerance : Tolerance, optional
        The default of its probes.
    uses : sequence of str, optional
        Earlier exercises that the function may call. While it is probed, these
        names are correct ones.
    partners : sequence of str, optional
        Names of the student's own functions that probes also need.
    lends : sequence of str, optional
        Functions and classes of the library that probes or students call, such as
        ``"data.digits"``. All others are silent while the exercise is probed.
    kind : {"function", "variable", "choice"}
        What the name stands for.
    version : int
        Raised whenever a change alters scores.
    choice : Choice, optional
        The options, for a question with options.

    Examples
    --------
    >>> double = Exercise("double", unit="00_demo", group="0.0", asks="Return twice x.",
    ...                   reference=lambda x: 2 * x, properties={"values": 1.0},
    ...                   hints=["a", "b", "c"])
    >>> @double.probe("values")
    ... def small_numbers(double, rng):
    ...     return double(rng.normal(size=3))
    >>> double.points
    1.0
    """

    def __init__(
        self,
        name: str,
        *,
        unit: str,
        group: str,
        asks: str,
        reference: Any,
        properties: dict[str, float],
        hints: Iterable[str] = (),
        tolerance: Tolerance = Tolerance(),
        uses: Iterable[str] = (),
        partners: Iterable[str] = (),
        lends: Iterable[str] = (),
        kind: str = "function",
        version: int = 1,
        choice: Choice | None = None,
    ) -> None:
        self.name = name
        self.unit = unit
        self.group = group
        self.asks = asks
        self.reference = reference
        self.properties = dict(properties)
        self.hints = tuple(hints)
        self.tolerance = tolerance
        self.uses = tuple(uses)
        self.partners = tuple(partners)
        self.lends = tuple(lends)
        self.kind = kind
        self.version = version
        self.choice = choice
        self.probes: list[Probe] = []
        self.misconceptions: list[Misconception] = []

    def __repr__(self) -> str:
        return f"<Exercise {self.signature}, {self.points:g} points>"

    @property
    def points(self) -> float:
        """The points of all properties together."""
        return round(sum(self.properties.values()), 6)

    @property
    def signature(self) -> str:
        """How the student's function is called, or the variable's name."""
        if self.kind != "function":
            return self.name
        names = inspect.signature(self.reference)
        plain_names = names.replace(
            parameters=[p.replace(annotation=p.empty) for p in names.parameters.values()],
            return_annotation=names.empty,
        )
        return f"{self.name}{plain_names}"

    def probe(
        self,
        property: str,
        *,
        view: Callable[..., Any] | None = None,
        expected: Any = REFERENCE,
        tolerance: Tolerance | None = None,
        seeds: int = 1,
    ) -> Callable[[Look], Look]:
        """Declare the decorated function as a probe of ``property``; simplest first."""
        if property not in self.properties:
            raise ValueError(f"{self.name} has no property {property!r}.")

        def declare(look: Look) -> Look:
            if any(look.__name__ == probe.name for probe in self.probes):
                raise ValueError(f"{self.name} has two probes called {look.__name__!r}.")
            self.probes.append(
                Probe(
                    look.__name__,
                    property,
                    look,
                    view,
                    expected,
                    tolerance or self.tolerance,
                    seeds,
                )
            )
            return look

        return declare

    def misconception(self, id: str, diagnosis: str) -> Callable[[Look], Look]:
        """Declare the decorated function as a wrong form with its diagnosis."""

        def declare(wrong: Look) -> Look:
            self.misconceptions.append(Misconception(id, diagnosis, wrong))
            return wrong

        return declare

    def wrong_value(self, id: str, diagnosis: str, value: Any) -> None:
        """Declare ``value`` as a wrong answer, for an exercise that asks for a value."""
        self.misconceptions.append(Misconception(id, diagnosis, value))

    def observe(
        self,
        function: Any,
        seed: int,
        *,
        parts: dict[str, Any] | None = None,
        hold_back: Iterable[Callable[..., Any]] = (),
        partners: dict[str, Any] | None = None,
        patience: float | None = None,
    ) -> dict[str, tuple[Observation, ...]]:
        """Run every probe on ``function`` and return what was seen, by probe name.

        ``parts`` replace the earlier functions it may call; the functions in
        ``hold_back`` refuse to answer meanwhile. A probe is stopped after ``patience`` seconds.
        """
        with ExitStack() as stack:
            stack.enter_context(correct_parts(function, parts or {}))
            stack.enter_context(withheld(hold_back))
            looking = self.looking(function, seed, partners=partners, patience=patience)
            return {probe.name: seen for probe, seen in looking}

    def looking(
        self,
        function: Any,
        seed: int,
        *,
        partners: dict[str, Any] | None = None,
        patience: float | None = None,
    ) -> Iterator[tuple[Probe, tuple[Observation, ...]]]:
        """Yield every probe with what it sees; it is run when its turn comes."""
        stops = 0
        for probe in self.probes:
            if stops >= STOPS:
                yield probe, (Observation(Raised("TooSlow", "not tried")),)
                continue
            seconds = patience or (SECONDS if stops == 0 else SECONDS_AFTER_A_STOP)
            seen = self._look(probe, function, seed, partners or {}, seconds)
            stops += _is_too_slow(seen[0])
            yield probe, seen

    def _look(
        self, probe: Probe, function: Any, seed: int, partners: dict[str, Any], seconds: float
    ) -> tuple[Observation, ...]:
        return tuple(
            probing.observe(
                probe.look,
                function,
                probe.rng(self.name, seed, repeat),
                partners=partners,
                seconds=seconds,
                callable_=self.kind == "function",
            )
            for repeat in range(probe.seeds)
        )


def _is_too_slow(observation: Observation) -> bool:
    return isinstance(observation.value, Raised) and observation.value.kind == "TooSlow"


def _number(name: str) -> int:
    """Return a number for a name that is the same in every process."""
    return zlib.crc32(name.encode())


def held_back(
    exercise: Exercise, exercises: Iterable[Exercise], parts: dict[str, Any]
) -> list[FunctionType]:
    """Return every function that must not answer while ``exercise`` is probed.

    That is every solution and wrong form, the library, and the helpers in the modules of the
    units: otherwise calling the course's own function would earn its points. ``parts``, what the
    exercise lends, and what its probes call go on working, with all that they need.
    """
    exercises = tuple(exercises)
    looks = [probe.look for probe in exercise.probes]
    needed = reachable([*parts.values(), *map(from_library, exercise.lends), *looks])
    state = tuple((id(other.reference), len(other.misconceptions)) for other in exercises)
    return [function for function in _all_functions(exercises, state) if function not in needed]


@lru_cache(maxsize=2)
def _all_functions(exercises: tuple[Exercise, ...], state: object) -> tuple[FunctionType, ...]:
    """Return the functions of the library and of all ``exercises``; ``state`` tells of changes."""
    known = [other.reference for other in exercises]
    known += [wrong.wrong for other in exercises for wrong in other.misconceptions]
    known += library_functions()
    known += _helpers(exercises)
    return tuple({function for value in known for function in formulas(value)})


def _helpers(exercises: Iterable[Exercise]) -> list[Any]:
    """Return the functions and classes in the modules where probes are declared."""
    homes = {probe.look.__module__ for exercise in exercises for probe in exercise.probes}
    modules = [sys.modules[home] for home in sorted(homes) if home.startswith(UNIT_MODULES)]
    classes = [v for m in modules for v in vars(m).values() if inspect.isclass(v)]
    own = [c for c in classes if c.__module__.startswith(UNIT_MODULES)]
    return [*(f for module in modules for f in functions_of(module)), *own]


def spelled(option: str) -> str:
    """Return an option as it is compared: capitals, blanks and kinds of minus don't matter.

    Examples
    --------
    >>> spelled(" A - y ") == spelled("a-y")
    True
    """
    return "".join(option.casefold().replace("−", "-").split())


def choice(
    name: str,
    *,
    unit: str,
    asks: str,
    options: Iterable[str],
    answer: str,
    because: str,
    points: float,
) -> Exercise:
    """Declare a commit point: its points are for committing to an option, right or not."""
    options = tuple(options)
    exercise = Exercise(
        name,
        unit=unit,
        group="commit",
        asks=asks,
        reference=answer,
        properties={"committed": points},
        hints=(_how_to_commit(options),),
        kind="choice",
        choice=Choice(options, answer, because),
    )
    known = {spelled(option) for option in options}
    exercise.probes.append(
        Probe(
            "one_of_the_options",
            "committed",
            lambda value, rng: value,
            view=lambda value: isinstance(value, str) and spelled(value) in known,
            expected=True,
        )
    )
    return exercise


def _how_to_commit(options: Sequence[str]) -> str:
    """Return the hint of a question; it names every option and prefers none."""
    *others, last = [f'`"{option}"`' for option in options]
    return (
        f"Write {', '.join(others)} or {last}, with the quotes. Any of them earns the points, "
        "right or wrong: decide first. The cell with `reveal` then shows the answer, and why."
    )
