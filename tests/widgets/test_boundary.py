"""Draw the boundary: the library's answers, the goals, and forwards that misbehave."""

from __future__ import annotations

import numpy as np
import pytest

from course import network, widgets
from course.activations import identity, sigmoid
from course.lecture_networks import xor_params
from course.widgets.boundary import FRAME, GOALS, GRID, SIDE, network_of
from course.widgets.interactive import split
from course.widgets.sharing import pack

STRIPE = {"w13": 20, "w23": 0, "w03": -3, "w14": -20, "w24": 0, "w04": 17,
          "w35": 20, "w45": 20, "w05": -30}  # fmt: skip


@pytest.fixture
def board():
    return widgets.draw_the_boundary()


def lecture():
    """Return the lecture's weights of XOR, 20 times as large, by the names of the sliders."""
    W1, b1, w2, b2 = xor_params()
    values = 20 * np.concatenate([np.vstack([W1, b1]).T.ravel(), w2, [b2]])
    return dict(zip(STRIPE, values.tolist(), strict=True))


def score(board, **changes):
    return int(board.look({**board.state, **changes})["right"].sum())


def test_the_answers_are_the_librarys(board):
    state = {**board.state, **STRIPE}
    Ws, bs, acts = network_of(state)
    scene = board.look(state)
    assert acts == [sigmoid, sigmoid]
    assert scene["p"] == pytest.approx(network.forward(GRID, Ws, bs, acts)[1][-1].ravel())


def test_the_map_has_the_lowest_row_first_and_the_middles_of_its_cells():
    assert len(GRID) == SIDE**2
    width = (FRAME[1] - FRAME[0]) / SIDE
    assert GRID[0] == pytest.approx([FRAME[0] + width / 2] * 2)
    assert GRID[1] - GRID[0] == pytest.approx([width, 0])
    assert GRID[SIDE] - GRID[0] == pytest.approx([0, width])


def test_the_number_to_read_off_is_minus_21(board):
    assert score(board) == 2
    assert score(board, w03=-20.0) == 2  # in_3 is 0 at two corners, and one half counts as 1
    assert score(board, w03=-21.0) == 4
    scene = board.look({**board.state, "w03": -21.0})
    assert scene["words"] == "AND with w₀₃ = −21: 4 of 4 points right. Solved."
    assert scene["table"][1] == ["unit 3", 20, 20, -21]
    assert scene["table"][-1][1] == "4 of 4"


def test_every_goal_can_be_reached(board):
    assert score(board, goal="XOR", **lecture()) == 4
    assert score(board, goal="OR") == 4
    assert score(board, goal="stripe", **STRIPE) == 25


def test_the_goals_are_the_truth_tables():
    corners = GOALS["XOR"][0].tolist()
    assert corners == [[0, 0], [0, 1], [1, 0], [1, 1]]
    wanted = {name: labels.tolist() for name, (_, labels) in GOALS.items() if name != "stripe"}
    assert wanted == {"AND": [0, 0, 0, 1], "OR": [0, 1, 1, 1], "XOR": [0, 1, 1, 0]}
    points, labels = GOALS["stripe"]
    assert set(points[labels == 1, 0]) == {0.25, 0.5, 0.75}


def test_no_preset_gives_the_weights_of_an_exercise_away(board):
    """They are exercise 2.6."""
    assert {preset["goal"] for preset in board.presets.values()} == {"OR", "XOR"}
    for preset in board.presets.values():
        assert (score(board, **preset) == 4) is (preset["goal"] == "OR")


def test_the_sliders_are_the_weights_of_the_network(board):
    W1, b1, w2, b2 = xor_params()
    Ws, bs, _ = network_of({**board.state, **lecture()})
    assert (Ws[0] == 20 * W1).all()
    assert (bs[0] == 20 * b1).all()
    assert Ws[1].ravel() == pytest.approx(20 * w2)
    assert bs[1] == 20 * b2


def test_collapsed_it_is_one_line(board):
    state = {**board.state, "collapse": True, "w14": 3.0, "w24": -5.0, "w45": 2.0}
    Ws, bs, acts = network_of(state)
    W, b = network.collapse(Ws, bs)
    scene = board.look(state)
    assert acts[0] is identity
    assert scene["p"] == pytest.approx(sigmoid(GRID @ W + b).ravel())
    assert "one line: 406 x₁ + 390 x₂ − 230 = 0." in scene["words"]


def test_collapsed_xor_has_no_line_left(board):
    scene = board.look({**board.state, "goal": "XOR", "collapse": True, **lecture()})
    assert scene["words"] == (
        "XOR with w₀₃ = −10: 2 of 4 points right, 2 wrong: (0, 0) and (1, 1). "
        "Without g the layers are one, and its weights are 0: no line is left."
    )


def test_no_line_gets_more_than_three_corners_of_xor(board):
    rng = np.random.default_rng(0)
    found = [
        score(board, goal="XOR", collapse=True, **dict(zip(STRIPE, row, strict=True)))
        for row in rng.integers(-40, 41, (60, 9)).astype(float)
    ]
    assert max(found) == 3


def test_of_many_wrong_points_some_are_named(board):
    assert (
        "15 wrong: (0.25, 0), (0.5, 0), (0.75, 0), (0.25, 0.25) and 11 more."
        in board.look({**board.state, "goal": "stripe", "w03": -40.0, "w13": 0.0, "w23": 0.0})[
            "words"
        ]
    )


def test_the_students_forward_is_called_once_a_picture(board):
    calls = []

    def forward(X, Ws, bs, acts):
        calls.append(X.shape)
        return network.forward(X, Ws, bs, acts)

    own = widgets.draw_the_boundary(forward)
    assert own.look(own.state)["words"] == board.look(board.state)["words"]
    assert calls == [(SIDE**2 + 4, 2)]
    assert board.options["browser"]
    assert not own.options["browser"]


def raising(X, Ws, bs, acts):
    raise ValueError("no")


def template(X, Ws, bs, acts):
    raise NotImplementedError


def lists(last):
    return lambda X, Ws, bs, acts: ([], [X, X, last(X)])


TWO = "forward has to return two lists, (ins, outs), with X and two layers in outs."


@pytest.mark.parametrize(
    ("forward", "said"),
    [
        (raising, "forward raised ValueError for an array of shape (2504, 2)."),
        (template, "forward is still the template."),
        (lambda X, Ws, bs, acts: None, "forward returned None."),
        (lambda X, Ws, bs, acts: X[:, :1], TWO),
        (lambda X, Ws, bs, acts: ([X], [X]), TWO),
        (lists(lambda X: X), "outs[-1] has shape (2504, 2), not (2504, 1)."),
        (lists(lambda X: X[:7]), "forward returned shape (7, 2) for 2504 points"),
        (lists(lambda X: np.full((len(X), 1), np.nan)), "nan or inf in 100.0 % of the frame."),
        (lists(lambda X: "text"), "forward raised"),
    ],
    ids=["raises", "template", "None", "output", "layers", "columns", "rows", "nan", "text"],
)
def test_a_wrong_forward_is_said_in_words(forward, said):
    board = widgets.draw_the_boundary(forward)
    scene = board.scene("look", board.state)
    assert "trouble" not in scene
    assert scene["words"].startswith(said) or said in scene["words"]
    assert split(scene)[1]


def test_weights_are_not_changed_by_a_forward_that_works_in_place(board):
    def forward(X, Ws, bs, acts):
        found = network.forward(X, Ws, bs, acts)
        Ws[0] *= 0
        X *= 0
        return found

    own = widgets.draw_the_boundary(forward)
    for _ in range(2):
        assert own.look(own.state)["words"] == board.look(board.state)["words"]


def test_a_state_is_restored():
    state = {"goal": "stripe", "collapse": False, **{name: float(w) for name, w in STRIPE.items()}}
    assert widgets.draw_the_boundary(state=pack(state)).state == state
    assert widgets.draw_the_boundary(state='goal="NOR";w03=-99').state["w03"] == -40


def test_the_still_picture_describes_itself(board):
    alt = board.still({**board.state, "w03": -21.0}).alt
    assert "AND: w_03 = -21, w_04 = -10" in alt
    assert "4 of 4 examples are right" in alt
    assert "Unit 3: 20 x1 + 20 x2 - 21 = 0" in alt
