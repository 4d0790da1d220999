"""How the pictures of `course.figures` are drawn: one idea a module.

Every picture is made in the same steps. What a student wrote is called, and survived (sampling,
answers, wiring). A figure is drawn in the style of the course (picture, palette), with labels that
find their own place (placing, labels). And the same numbers are put into words (wording).
"""
