"""From what an LMS has packed to the notebooks that each student handed in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath

from autograder.classroom import ClassroomError
from autograder.collecting import archives, canvas, moodle, naming
from autograder.collecting.archives import File, shown
from autograder.collecting.labels import Label
from autograder.collecting.naming import Match
from autograder.collecting.people import Roster, derived_id

Released = dict[str, set[str]]  # from `naming.released_ids`


@dataclass(frozen=True)
class HandedIn:
    """One notebook of one student."""

    student: str
    label: Label
    lms: str
    match: Match
    file: File

    @property
    def order(self) -> tuple[int, int]:
        """Grows from one version to the next; comparable within one LMS only."""
        if self.label.number is not None:
            return self.label.number, self.match.counter
        when = self.file.when
        return (int(f"{when:%Y%m%d%H%M%S}") if when else 0), self.match.counter


@dataclass
class Found:
    """All that was in the downloads."""

    handed_in: list[HandedIn] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)  # one sentence each
    left: list[str] = field(default_factory=list)  # sentences, too


def read(
    paths: Collection[Path], lms: str | None, roster: Roster, released: Released, scratch: Path
) -> Found:
    """Read downloads of an LMS.

    Parameters
    ----------
    paths : collection of Path
        Zip or tar archives, or folders.
    lms : str or None
        "canvas" or "moodle"; None lets the names of the files decide.
    roster : Roster
        Who is who.
    released : dict
        The notebooks of the assignment.
    scratch : Path
        An empty folder to unpack into.

    Raises
    ------
    ClassroomError
        If a download can't be read, or is from neither.
    """
    found = Found()
    for number, path in enumerate(paths):
        unpacked = archives.unpack(path, scratch / str(number), _wanted)
        where = f"{shown(path.name)}: "
        found.refused += [where + sentence for sentence in unpacked.refused]
        found.left += [f"{where}{shown(name)} is no notebook." for name in unpacked.others]
        packed_by = lms or _packed_by(path, unpacked)
        for file in unpacked.files:
            _sort_in(found, file, packed_by, roster, released, where)
    return _without_mix_ups(found)


def _wanted(name: str) -> bool:
    return name.lower().endswith(".ipynb") or archives.is_archive(name)


def _packed_by(path: Path, unpacked: archives.Unpacked) -> str:
    names = [file.name for file in unpacked.files] + unpacked.others
    for lms, label in (("moodle", moodle.label), ("canvas", canvas.label)):
        if any(label(name) for name in names):
            return lms
    if unpacked.refused and not names:
        return ""  # nothing is left whose name would matter
    raise ClassroomError(
        f"{shown(path.name)} holds no file named as Canvas or Moodle names them; "
        "download all submissions of the assignment as one archive."
    )


def _sort_in(
    found: Found, file: File, lms: str, roster: Roster, released: Released, where: str
) -> None:
    """Add a file to what was found, or the notebooks in it."""
    read_label = partial(canvas.label, known=roster.by_id) if lms == "canvas" else moodle.label
    label = read_label(file.name)
    if label is None:
        found.left.append(
            f"{where}{shown(file.name)} is not named as {lms.title()} names files, "
            "so nobody knows whose it is."
        )
        return
    student = roster.find(label.name, label.lms_id) or derived_id(label.name, label.lms_id)
    files = [(file, label.original)]
    if archives.is_archive(label.original):
        files = _inside(found, file, where)
    for one, name in files:
        matched = naming.match(name[: -len(".ipynb")], one.content, released)
        if matched is None:
            found.left.append(f"{where}{shown(one.name)} is no notebook of this assignment.")
        else:
            found.handed_in.append(HandedIn(student, label, lms, matched, one))


def _inside(found: Found, outer: File, where: str) -> list[tuple[File, str]]:
    """Unpack the archive that a student handed in; archives in it stay as they are."""
    scratch = outer.content.with_name(f"{outer.content.name}.inside")
    suffix = next(end for end in archives.ENDINGS if outer.name.lower().endswith(end))
    named = outer.content.rename(outer.content.with_name(f"{outer.content.name}{suffix}"))
    try:
        unpacked = archives.unpack(named, scratch, _is_notebook, archives.ONE_STUDENT)
    except archives.ArchiveError as error:
        said = str(error).replace(shown(named.name), shown(outer.name))
        found.refused.append(f"{where}{said}")
        return []
    inside = f"{where}{shown(outer.name)}: "
    found.refused += [inside + sentence for sentence in unpacked.refused]
    found.left += [f"{inside}{shown(name)} is no notebook." for name in unpacked.others]
    return [
        (File(f"{outer.name}/{one.name}", one.content, outer.when), PurePosixPath(one.name).name)
        for one in unpacked.files
    ]


def _is_notebook(name: str) -> bool:
    return name.lower().endswith(".ipynb")


def _without_mix_ups(found: Found) -> Found:
    """Drop the work of several people who would become one student."""
    people: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for one in found.handed_in:
        identity = (one.label.lms_id, "") if one.label.lms_id else ("", one.label.name)
        people.setdefault((one.student, one.lms), set()).add(identity)
    mixed = {student for (student, _), who in people.items() if len(who) > 1}
    for student in sorted(mixed):
        found.refused.append(
            f"{student}: the work of several people would be collected as this student's, "
            "so none of it was; mend the roster."
        )
    found.handed_in = [one for one in found.handed_in if one.student not in mixed]
    return found
