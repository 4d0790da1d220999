"""The name under which an answer leaves the jail."""

MIME = "application/vnd.delta-course.answer+json"
