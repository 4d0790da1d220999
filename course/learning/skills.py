"""Which skill an exercise practises, and which notebook it is in: the course's table of contents.

A new group of exercises needs a line here; a test says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from course.exercises.declaration import Exercise

# By unit and notebook, in the order in which a student meets them: the group and its skill.
CONTENTS: dict[str, dict[str, dict[str, str]]] = {
    "00_orientation": {
        "orientation": {"0.1": "ideas and words", "0.2": "ideas and words"},
        "orientation_2": {
            "0.3": "ideas and words",
            "0.4": "ideas and words",
            "0.5": "ideas and words",
            "0.6": "counting",
        },
    },
    "01_activations": {
        "activations": {
            "1.1": "stable formulas",
            "1.2": "stable formulas",
            "1.3": "activations and slopes",
            "1.4": "activations and slopes",
        },
        "activations_2": {
            "1.5": "activations and slopes",
            "1.6": "where learning stops",
            "1.7": "where learning stops",
        },
    },
    "02_forward": {
        "forward": {
            "2.1": "shapes and batches",
            "2.2": "shapes and batches",
            "2.3": "shapes and batches",
            "2.4": "counting",
        },
        "forward_2": {
            "2.5": "what layers can express",
            "2.6": "what layers can express",
            "2.7": "what layers can express",
        },
    },
    "03_backprop": {
        "backprop": {"3.1": "the chain rule", "3.2": "the chain rule", "3.8": "counting"},
        "backprop_2": {"3.3": "deltas", "3.4": "deltas", "3.5": "averaging over batches"},
        "backprop_3": {"3.7": "gradient checking", "3.6": "deltas"},
    },
    "04_training": {
        "training": {
            "4.1": "training loops",
            "4.2": "averaging over batches",
            "4.3": "averaging over batches",
            "4.4": "training loops",
        },
        "training_2": {
            "4.5": "data in and out",
            "4.6": "data in and out",
            "4.7": "stable formulas",
            "4.8": "training loops",
        },
    },
    "05_initialization": {
        "initialization": {
            "5.1": "initialization",
            "5.2": "initialization",
            "5.3": "initialization",
        },
        "initialization_2": {"5.4": "where learning stops", "5.5": "initialization"},
    },
    "06_losses": {
        "losses": {"6.1": "losses", "6.2": "stable formulas", "6.3": "stable formulas"},
        "losses_2": {"6.4": "deltas", "6.5": "losses", "6.6": "losses", "6.7": "losses"},
    },
    "07_vanishing": {
        "vanishing": {"7.1": "deltas", "7.2": "deltas"},
        "vanishing_2": {
            "7.3": "where learning stops",
            "7.4": "where learning stops",
            "7.5": "counting",
            "7.6": "where learning stops",
        },
    },
    "08_regularization": {
        "regularization": {
            "8.1": "regularization",
            "8.5": "choosing a model",
            "8.2": "regularization",
        },
        "regularization_2": {
            "8.3": "batch normalization",
            "8.4": "batch normalization",
            "8.6": "counting",
            "8.7": "choosing a model",
        },
    },
    "09_capstone": {
        "capstone": {
            "9.1": "training loops",
            "9.2": "training loops",
            "9.3": "data in and out",
            "9.4": "choosing a model",
        }
    },
}

COMMITTED = "predictions and warm-ups"  # of all units; the point is for answering
OTHER = "other exercises"  # of a group that is not in the table

# Of each of these, so many count: what `check_best` says in the notebooks.
BEST_OF: tuple[tuple[int, tuple[str, ...]], ...] = (
    (2, ("gelu", "swish", "maxout")),
    (2, ("gelu_prime", "swish_prime", "maxout_grad_x")),
)


def _rows() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (unit, group): (skill, notebook)
        for unit, notebooks in CONTENTS.items()
        for notebook, groups in notebooks.items()
        for group, skill in groups.items()
    }


ROWS = _rows()  # by unit and group: the skill and the notebook
SKILLS = tuple(dict.fromkeys([*(skill for skill, _ in ROWS.values()), COMMITTED, OTHER]))


def skill_of(exercise: Exercise) -> str:
    """Return the name of the skill that an exercise practises.

    Examples
    --------
    >>> from course import exercises
    >>> skill_of(exercises.get("sigmoid")), skill_of(exercises.get("softmax"))
    ('stable formulas', 'stable formulas')
    """
    if exercise.group == "commit":
        return COMMITTED
    return ROWS.get((exercise.unit, exercise.group), (OTHER, ""))[0]


def place_of(exercise: Exercise) -> str:
    """Return the notebook of an exercise, or its unit's folder where the table has no notebook.

    Examples
    --------
    >>> from course import exercises
    >>> place_of(exercises.get("gelu"))
    '01_activations/activations_2.ipynb'
    """
    _, notebook = ROWS.get((exercise.unit, exercise.group), ("", ""))
    return f"{exercise.unit}/{notebook}.ipynb" if notebook else exercise.unit


def in_course_order(exercises: Iterable[Exercise]) -> list[Exercise]:
    """Return exercises in the order in which the notebooks ask for them; commit points last."""
    order = {row: place for place, row in enumerate(ROWS)}
    return sorted(
        exercises,
        key=lambda one: (one.unit, order.get((one.unit, one.group), len(order))),
    )
