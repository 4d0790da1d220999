"""Large pages for what every fork shares: a fork copies the list of pages and drops it again.

A submission is a fork, and so is every check. With pages of 2 MB the list is short.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

MADV_COLLAPSE = 25  # Linux 6.1; refused by an older one, which then goes on with small pages
LARGE = 2 * 1024 * 1024


def gather() -> int:
    """Turn this process's private memory into large pages; return how many there are now."""
    libc = ctypes.CDLL(None, use_errno=True)
    blocks = list(_blocks())
    done = [
        libc.madvise(ctypes.c_void_p(at), ctypes.c_size_t(LARGE), MADV_COLLAPSE) for at in blocks
    ]
    return done.count(0)


def _blocks() -> Iterator[int]:
    """Yield the addresses of whole large pages in memory that belongs to no file."""
    with open("/proc/self/maps") as maps:
        for line in maps.read().splitlines():
            span, rights, _, _, file, *_ = line.split(maxsplit=5)
            begin, end = (int(part, 16) for part in span.split("-"))
            if rights.startswith("rw-p") and file == "0":
                yield from range(-(-begin // LARGE) * LARGE, end - LARGE + 1, LARGE)
