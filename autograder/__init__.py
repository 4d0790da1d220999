"""Grading with nbgrader: sandbox, judge, runner."""
