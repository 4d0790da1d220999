"""Scores for other systems: a plain table, and what Canvas and Moodle import.

The formats are nbgrader export plugins, so that both of these write the same file::

    autograder export --to canvas canvas.csv
    nbgrader export --exporter=autograder.exports.Canvas --to canvas.csv
"""

from autograder.exports.canvas import Canvas
from autograder.exports.moodle import Moodle
from autograder.exports.plain import Csv
from autograder.exports.writing import FORMATS, write

__all__ = ["FORMATS", "Canvas", "Csv", "Moodle", "write"]
