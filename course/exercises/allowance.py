"""The time that code may take, fair to a busy machine.

Where hundreds of submissions are graded, or a laptop is busy, the same code takes
longer on the clock, but not of the processor.
"""

from __future__ import annotations

import time

BUSY = 3  # on the clock, code may take so many times as long as of the processor


class Allowance:
    """Seconds of the processor, and at most three times as many on the clock.

    Code that sleeps or waits uses no processor: for it the clock decides.

    Examples
    --------
    >>> Allowance(60.0).spent()
    False
    >>> Allowance(0.0).spent()
    True
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._clock, self._processor = time.monotonic(), time.process_time()

    def spent(self) -> bool:
        """Return whether the time is over."""
        waited = time.monotonic() - self._clock
        if waited <= self._seconds:  # several threads can use more of the processor than that
            return False
        used = time.process_time() - self._processor
        return used > self._seconds or waited > BUSY * self._seconds
