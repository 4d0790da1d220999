"""A sample class, and what a TA does with it: ``python -m autograder.demo``."""
