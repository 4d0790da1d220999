"""How the pictures of `course.figures` are drawn: one idea a module."""
