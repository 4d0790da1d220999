"""Which exercises a wrong form solves or leans on: its code is shown once they are passed."""

from __future__ import annotations

from course.exercises.declaration import Exercise, Misconception

# A mistake in one exercise may be the solution of another. A test runs every wrong form on the
# probes of every other exercise, and compares what it finds with this table.
ALSO_SOLVES: dict[str, tuple[str, ...]] = {
    "M01-W01": ("softplus_prime",),
    "M01-W11": ("softplus_prime",),
    "M01-W12": ("softplus_prime",),
    "M01-D01": ("tanh_from_sigmoid",),
    "M01-D02": (
        "sigmoid",
        "softplus_prime",
    ),
    "M03-D03": ("relu_prime",),
    "M03-D05": ("relu",),
    "M04-W09": ("relu",),
    "M04-W06": ("relu_prime",),
    "M05-D01": ("relu",),
    "M05-W08": ("sigmoid",),
    "M05-W11": ("relu_prime",),
    "M05-D04": ("sigmoid_prime",),
    "M08-D01": (
        "sigmoid",
        "softplus_prime",
    ),
    "M08-W09": ("sigmoid_prime",),
    "M08-D03": (
        "sigmoid",
        "softplus_prime",
    ),
    "M13-D06": ("add_back",),
    "M14-W04": ("output_delta_ce",),
    "M25-D01": (
        "sigmoid",
        "softplus_prime",
    ),
    "M26-D01": ("bernoulli_nll",),
    "M26-D09": ("bernoulli_nll",),
    "M26-D10": ("bernoulli_nll",),
    "U6.7-D02": ("relu_prime",),
}


def given_away(exercise: Exercise, misconception: Misconception) -> set[str]:
    """Return the exercises that must be passed before the code of this wrong form is shown.

    Examples
    --------
    >>> from course import exercises
    >>> delta = exercises.get("output_delta")
    >>> other_cost = next(one for one in delta.misconceptions if one.id == "M14-W04")
    >>> sorted(given_away(delta, other_cost))
    ['output_delta', 'output_delta_ce', 'sigmoid', 'sigmoid_prime']
    """
    return {exercise.name, *exercise.uses, *ALSO_SOLVES.get(misconception.id, ())}
