"""One zygote for all tests that leave it intact, as in a grading worker."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jailed import Ran, run

from autograder.sandbox import zygotes
from autograder.sandbox.zygotes import Zygote


@pytest.fixture(scope="session", autouse=True)
def _end_zygotes() -> Iterator[None]:
    yield
    zygotes.close_all()


@pytest.fixture
def zygote() -> Iterator[Zygote]:
    """A zygote that nothing runs in."""
    taken = zygotes.acquire()
    yield taken
    zygotes.release(taken)


@pytest.fixture
def inside(zygote: Zygote) -> Callable[..., Any]:
    """Run code in a jailed kernel and return what it printed last, read as JSON."""

    def look(code: str, **request: Any) -> Any:
        ran: Ran = run(zygote, "import json, os, sys\n" + code, **request)
        assert zygote.clean()
        return ran.seen

    return look
