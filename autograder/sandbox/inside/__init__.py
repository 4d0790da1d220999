"""Programs that run inside the jail; nothing here may import ``autograder``."""
