"""Events as checks write them, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

BEGIN = datetime(2020, 9, 1, 10, tzinfo=UTC)  # before any test is run


def at(minutes: float) -> str:
    """Return a moment of the semester."""
    return (BEGIN + timedelta(minutes=minutes)).isoformat()


def event(what: str, exercise: str, minutes: float, **more: Any) -> dict[str, Any]:
    """Return an event with a readable id."""
    whole = {"v": 1, "id": f"{what}-{exercise}-{minutes}", "at": at(minutes)}
    return whole | {"what": what, "exercise": exercise} | more


def attempt(
    exercise: str,
    minutes: float,
    share: float,
    diagnosis: str | None = None,
    outcome: str = "",
    most: float = 1.0,
) -> dict[str, Any]:
    """Return an attempt that earned this share of the points."""
    outcome = outcome or ("passed" if share == 1 else "failed")
    more = {"outcome": outcome, "points": share * most, "most": most}
    return event("attempt", exercise, minutes, **more, diagnosis=diagnosis, digest=str(minutes))
