"""What the name of a downloaded file says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """Who handed in a file, and what they called it."""

    name: str  # as the LMS writes it, with characters left out
    lms_id: str  # empty where the LMS says none
    original: str  # the file's name on the student's computer
    late: bool = False
    number: int | None = None  # grows from one upload to the next
