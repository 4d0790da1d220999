"""The progress file is found, grows by whole lines, and survives whatever befalls a file."""

from __future__ import annotations

import errno
import json
import os
import random
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, ClassVar

import pytest
from events import attempt, event

from course import working_copy
from course.learning import file, finding, locking
from course.learning.file import ProgressError, append, contents, look, read
from course.learning.finding import find

WRITER = """
import sys
from pathlib import Path
from course.learning.file import append
path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
for number in range(count):
    append(path, {"id": f"{name}-{number}", "what": "hint", "exercise": "relu", "rung": 1})
    print(number, flush=True)
"""


@pytest.fixture(autouse=True)
def _no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(finding.VARIABLE, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / finding.NAME


def writer(path: Path, name: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(path), name, str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


# Where it is -----------------------------------------------------------------------------------


def test_beside_the_notebook_or_where_course_start_copied_to(tmp_path: Path) -> None:
    unit = tmp_path / "my-course" / "01_activations"
    unit.mkdir(parents=True)
    assert find(unit) == unit / finding.NAME
    (tmp_path / "my-course" / working_copy.RECORD).touch()
    assert find(unit) == tmp_path / "my-course" / finding.NAME
    (unit / finding.MARK).touch()
    assert find(unit) == unit / finding.NAME, "the nearest folder counts"


def test_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert find() == tmp_path / finding.NAME


def test_the_variable_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for told, found in [
        ("off", None),
        (" OFF ", None),
        ("a.jsonl", tmp_path / "a.jsonl"),
        (str(tmp_path), tmp_path / finding.NAME),
        ("~/b.jsonl", Path.home() / "b.jsonl"),
        ("  ", tmp_path / finding.NAME),
    ]:
        monkeypatch.setenv(finding.VARIABLE, told)
        assert find() == found, told


def test_a_current_folder_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert find() is None


def test_in_a_browser_all_notebooks_share_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert find(Path("/drive/01_activations")) == Path("/drive") / finding.NAME
    assert find(Path("/home/web")) == Path("/home/web") / finding.NAME


def test_nobody_gets_the_progress_of_whoever_released_the_notebooks(tmp_path: Path) -> None:
    for folder in ("released", "released/01_activations"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / finding.NAME).touch()
    (tmp_path / "released" / "n.ipynb").touch()
    done = working_copy.copy_all(tmp_path / "released", tmp_path / "mine")
    assert [one.name for one in done] == ["n.ipynb"]


# One event, one line -----------------------------------------------------------------------------


def test_what_is_appended_is_read(path: Path) -> None:
    append(path, {"what": "solution", "exercise": "relu"})
    append(path, attempt("relu", 3, 1.0), attempt("elu", 1, 0.5))
    first, second, third = read(path)
    assert [first["exercise"], second["exercise"]] == ["elu", "relu"], "in order of time"
    assert third["what"] == "solution"
    assert set(third) == {"v", "id", "at", "what", "exercise"}
    assert len(path.read_bytes().splitlines()) == 3


def test_events_of_one_process_are_in_order(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stuck(file.datetime):  # type: ignore[name-defined, misc]
        @classmethod
        def now(cls, zone: Any = None) -> Any:
            return file._last  # a clock that stands still

    monkeypatch.setattr(file, "datetime", Stuck)
    for number in range(20):
        append(path, {"what": "hint", "exercise": "relu", "rung": number + 1})
    assert [one["rung"] for one in read(path)] == list(range(1, 21))


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_an_unfinished_last_line_is_skipped_and_closed(path: Path, cut: int) -> None:
    append(path, attempt("relu", 1, 1.0), attempt("elu", 2, 1.0))
    path.write_bytes(path.read_bytes()[:-cut])
    torn = 0 if cut == 1 else 1  # without its newline alone, the line is whole
    assert len(read(path)) == 2 - torn
    assert look(path).damaged == 0, "a kill is no damage"
    append(path, attempt("tanh", 3, 1.0))
    assert [one["exercise"] for one in read(path)] == [
        *["relu", "elu"][: 2 - torn],
        "tanh",
    ]
    assert look(path).damaged == torn


DAMAGED = [
    b"\xff\xfe\x00",
    b"null",
    b"[1]",
    b'{"v": 1}',
    b'{"v": "1", "id": "a", "at": "2026-09-01T12:00:00+00:00", "what": "x", "exercise": "y"}',
    b'{"v": 1, "id": 5, "at": "2026-09-01T12:00:00+00:00", "what": "x", "exercise": "y"}',
    b'{"v": 1, "id": "a", "at": "yesterday", "what": "x", "exercise": "y"}',
    b'{"v": 1, "id": "a", "at": "2026-09-01T12:00:00", "what": "x", "exercise": "y"}',
    json.dumps(attempt("relu", 1, 1.0) | {"points": None}).encode(),
    json.dumps(attempt("relu", 1, 1.0) | {"points": float("nan")}).encode(),
    json.dumps(attempt("relu", 1, 1.0) | {"points": True}).encode(),
    json.dumps(attempt("relu", 1, 1.0) | {"diagnosis": 4}).encode(),
    json.dumps(attempt("relu", 1, 1.0) | {"digest": None}).encode(),
    json.dumps(attempt("relu", 1, 1.0) | {"outcome": None}).encode(),
    json.dumps(event("hint", "relu", 1)).encode(),
    json.dumps(event("recall", "relu", 1, outcome="right")).encode(),
    b"[" * 100_000,
]


@pytest.mark.parametrize("line", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_line_is_skipped_counted_and_kept(path: Path, line: bytes) -> None:
    append(path, attempt("relu", 1, 1.0))
    path.write_bytes(line + b"\n\r\n" + path.read_bytes())
    append(path, attempt("elu", 2, 1.0))
    kept = look(path)
    assert (len(kept.events), kept.damaged, kept.newer) == (2, 1, 0)
    assert path.read_bytes().startswith(line + b"\n")
    [remark] = kept.remarks("p.jsonl")
    assert "1 line of p.jsonl is damaged" in remark


def test_newer_events_say_to_update(path: Path) -> None:
    append(path, {"v": 2, "anything": ["else"]}, {"v": 3}, attempt("relu", 1, 1.0))
    kept = look(path)
    assert (len(kept.events), kept.damaged, kept.newer) == (1, 0, 2)
    [remark] = kept.remarks("p.jsonl")
    assert "update delta-course" in remark


def test_a_kind_of_event_that_is_not_known_disturbs_nobody(path: Path) -> None:
    append(path, event("applause", "relu", 1))
    assert look(path).damaged == 0


def test_an_event_counts_once(path: Path) -> None:
    append(path, attempt("relu", 1, 1.0), attempt("relu", 1, 1.0))
    assert len(read(path)) == 1


def test_what_is_no_file(tmp_path: Path) -> None:
    assert read(tmp_path / "none") == []
    assert read(tmp_path / "none" / "deeper") == []
    (tmp_path / "empty").touch()
    assert read(tmp_path / "empty") == []
    with pytest.raises(ProgressError, match="is a folder"):
        read(tmp_path)


# Writers ---------------------------------------------------------------------------------------


def test_two_processes_write_thousands_of_events_at_once(path: Path) -> None:
    writers = [writer(path, name, 2_000) for name in ("one", "two")]
    for process in writers:
        process.communicate(timeout=120)
        assert process.returncode == 0
    kept = look(path)
    assert kept.damaged == 0
    assert {one["id"] for one in kept.events} == {
        f"{name}-{number}" for name in ("one", "two") for number in range(2_000)
    }


def test_kills_cost_nothing_that_was_written(path: Path) -> None:
    chance = random.Random(7)
    said = set()
    for turn in range(8):
        with writer(path, f"turn{turn}", 1_000_000) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.05))
            process.kill()
            rest = process.stdout.read()
        said |= {f"turn{turn}-0", *(f"turn{turn}-{n}" for n in rest.split("\n")[:-1])}
    append(path, {"id": "after", "what": "hint", "exercise": "relu", "rung": 1})
    kept = look(path)
    ids = {one["id"] for one in kept.events}
    assert said <= ids
    assert "after" in ids
    assert len(ids - said) <= 8 + 1, "at most what was being said when a kill came"
    assert kept.damaged <= 8


def test_threads_of_one_process(path: Path) -> None:
    def write(name: str) -> None:
        for number in range(200):
            append(path, {"id": f"{name}{number}", "what": "hint", "exercise": "a", "rung": 1})

    threads = [threading.Thread(target=write, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read(path)) == 600


def test_without_locks_as_in_a_browser(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", None)
    append(path, attempt("relu", 1, 1.0))
    append(path, attempt("relu", 2, 1.0))
    assert len(read(path)) == 2
    assert [one.name for one in path.parent.iterdir()] == [finding.NAME]


def test_the_lock_of_windows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Msvcrt:
        LK_NBLCK = 2
        taken: ClassVar[list[tuple[int, int]]] = []

        @classmethod
        def locking(cls, descriptor: int, how: int, count: int) -> None:
            cls.taken.append((how, count))
            if len(cls.taken) < 3:
                raise OSError(errno.EACCES, "held by another process")

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt)  # type: ignore[arg-type]
    append(path, attempt("relu", 1, 1.0))
    assert Msvcrt.taken == [(2, 1)] * 3
    assert len(read(path)) == 1


def test_a_lock_that_is_never_given_back_stops_nobody(path: Path) -> None:
    with locking.locked(path) as held:
        assert held
        begun = time.monotonic()
        with locking.locked(path, seconds=0.1) as second:
            assert not second
        assert 0.1 <= time.monotonic() - begun < 1
    with locking.locked(path) as held:
        assert held


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="only Linux has a disk that is full")
def test_a_full_disk_says_so(path: Path) -> None:
    path.symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space"):
        append(path, attempt("relu", 1, 1.0))


def test_a_write_in_two_parts_is_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:50]))
    append(path, attempt("relu", 1, 1.0))
    assert contents(path.read_bytes()).events == [attempt("relu", 1, 1.0)]
