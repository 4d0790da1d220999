"""What a question with options shows, before and after a prediction."""

from __future__ import annotations

from typing import Any

import numpy as np

from course import reveal
from course.figures import table_chart


def tanh_question(prediction: Any, run: Any = lambda: "0.4621", **more: Any) -> Any:
    return reveal(prediction, exercise="prediction_tanh_identity", run=run, **more)


def never() -> None:
    raise AssertionError("the experiment must not run yet")


def test_nothing_is_run_before_there_is_a_prediction() -> None:
    assert str(tanh_question(None, never)).startswith("First commit to a prediction")
    assert "0.4621 is none of the options" in str(tanh_question(0.4621, never))
    assert "'0.5' is none of the options" in str(tanh_question("0.5", never))


def test_a_refusal_is_a_sentence_without_quotes() -> None:
    refused = tanh_question(None, never)
    assert repr(refused) == str(refused)
    assert "First commit" in refused._repr_html_()


def test_a_sure_miss_gets_a_second_look() -> None:
    assert "As predicted." in str(tanh_question(" 0.4621 "))
    assert "You were 95 % sure" in str(tanh_question("0.7616", confidence=95))
    assert "sure" not in str(tanh_question("0.7616", confidence=30))


def test_a_warning_becomes_a_sentence() -> None:
    shown = tanh_question("0.7616", lambda: np.exp(np.float64(1000)))
    assert "On the way NumPy warns: overflow encountered in exp." in str(shown)


def test_pictures_are_shown_with_their_words() -> None:
    shown = tanh_question("0.7616", lambda: ("Errors.", table_chart()))
    assert "What happens: Errors. Test errors in %." in str(shown)
    assert '<img alt="Test errors in %.' in shown._repr_html_()


def test_lines_of_a_text_stay_lines() -> None:
    shown = tanh_question("0.7616", lambda: "one: it falls\ntwo: it stays")
    assert "What happens:\none: it falls\ntwo: it stays\n" in str(shown)
    page = shown._repr_html_()
    for line in ("What happens:", "one: it falls", "two: it stays"):
        assert f">{line}</div>" in page  # each in a block of its own


def test_an_experiment_with_a_template_says_so() -> None:
    def stub() -> None:
        raise NotImplementedError

    assert "still the template" in str(tanh_question("0.7616", stub))
