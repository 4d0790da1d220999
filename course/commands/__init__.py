"""The commands of ``course``, a module for each, and how they say what is wrong."""
