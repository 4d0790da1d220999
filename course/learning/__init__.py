"""Learning alone: what was tried, what is mastered, what to do next, what to recall.

Read `file` first: everything else is computed from its events.
"""
