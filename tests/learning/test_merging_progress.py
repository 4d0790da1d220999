"""Merging loses nothing, in whatever order, however often, and whoever else is writing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from events import attempt
from hypothesis import given
from hypothesis import strategies as st

from course.learning import locking, merging
from course.learning.file import ProgressError, append, contents, look, read
from course.learning.finding import NAME
from course.learning.merging import merge, merged

EVENTS = st.builds(
    lambda name, minutes: json.dumps(attempt(name, minutes, 0.5)).encode(),
    st.sampled_from(["relu", "elu"]),
    st.integers(0, 30),
)
STRANGE = st.sampled_from([b'{"v": 2}', b"torn {", b"\xff", b'{"at": 3}', b'{"id": null}', b""])
FILES = st.lists(EVENTS | STRANGE, max_size=8).map(
    lambda lines: b"".join(x + b"\n" for x in lines)
)
TORN = st.sampled_from([b"", b'{"v": 1, "id'])


def lines(data: bytes) -> set[bytes]:
    return {line.strip() for line in data.split(b"\n")} - {b""}


@given(FILES, FILES, TORN)
def test_the_order_makes_no_difference(one: bytes, two: bytes, torn: bytes) -> None:
    assert merged(one + torn, two) == merged(two, one + torn)


@given(FILES, FILES, FILES)
def test_the_grouping_makes_no_difference(one: bytes, two: bytes, three: bytes) -> None:
    assert merged(merged(one, two), three) == merged(one, merged(two, three))


@given(FILES, FILES, TORN)
def test_again_changes_nothing(one: bytes, two: bytes, torn: bytes) -> None:
    both = merged(one, two + torn)
    assert merged(both, one) == merged(both, two + torn) == merged(both, both) == both


@given(FILES, FILES, TORN)
def test_nothing_is_lost_and_nothing_added(one: bytes, two: bytes, torn: bytes) -> None:
    both = merged(one + torn, two)
    assert lines(both) == lines(one + torn) | lines(two)
    ids = {event["id"] for data in (one, two) for event in contents(data).events}
    assert {event["id"] for event in contents(both).events} == ids


def test_two_files(tmp_path: Path) -> None:
    ours, theirs = tmp_path / NAME, tmp_path / "other.jsonl"
    append(ours, attempt("relu", 2, 1.0), attempt("elu", 4, 1.0))
    append(theirs, attempt("tanh", 3, 1.0), attempt("elu", 4, 1.0))
    before = theirs.read_bytes()
    assert merge(ours, theirs) == 1
    assert [one["exercise"] for one in read(ours)] == ["relu", "tanh", "elu"]
    assert merge(ours, theirs) == 0
    assert merge(ours, ours) == 0
    assert theirs.read_bytes() == before
    assert merge(tmp_path / "new.jsonl", ours) == 3


def test_what_can_not_be_merged_changes_nothing(tmp_path: Path) -> None:
    ours = tmp_path / NAME
    append(ours, attempt("relu", 2, 1.0))
    before = ours.read_bytes()
    (tmp_path / "notes.txt").write_text("I like relu.\n")
    for other, said in [
        ("missing", "no file"),
        (".", "folder"),
        ("notes.txt", "no progress file"),
    ]:
        with pytest.raises(ProgressError, match=said):
            merge(ours, tmp_path / other)
    assert ours.read_bytes() == before
    assert not list(tmp_path.glob("*.draft"))


def test_a_failure_in_the_middle_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, theirs = tmp_path / NAME, tmp_path / "other.jsonl"
    append(ours, attempt("relu", 2, 1.0))
    append(theirs, attempt("elu", 2, 1.0))

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(merging.os, "replace", full)
    with pytest.raises(ProgressError, match="No space"):
        merge(ours, theirs)
    assert len(read(ours)) == 1
    assert not list(tmp_path.glob(".*.draft"))


def test_a_locked_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ours, theirs = tmp_path / NAME, tmp_path / "other.jsonl"
    append(ours, attempt("relu", 2, 1.0))
    append(theirs, attempt("elu", 2, 1.0))
    locked = merging.locked
    monkeypatch.setattr(merging, "locked", lambda path, seconds: locked(path, 0.05))
    with locking.locked(ours) as held:
        assert held
        with pytest.raises(ProgressError, match="locked by another"):
            merge(ours, theirs)
    assert len(read(ours)) == 1


def test_without_locks_as_in_a_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    append(tmp_path / "other.jsonl", attempt("elu", 2, 1.0))
    assert merge(tmp_path / NAME, tmp_path / "other.jsonl") == 1


def test_what_is_written_meanwhile_is_not_lost(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom course.learning.file import append\n"
        "for n in range(1500):\n"
        "    append(Path(sys.argv[1]), "
        "{'id': str(n), 'what': 'hint', 'exercise': 'a', 'rung': 1})\n"
    )
    ours, theirs = tmp_path / NAME, tmp_path / "other.jsonl"
    append(theirs, *(attempt("relu", n, 1.0) for n in range(50)))
    with subprocess.Popen([sys.executable, "-c", code, str(ours)]) as process:
        merges = 0
        while process.poll() is None:
            merge(ours, theirs)
            merges += 1
    assert process.returncode == 0
    assert merges > 1
    kept = look(ours)
    assert (len(kept.events), kept.damaged) == (1550, 0)
