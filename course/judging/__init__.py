"""Deciding: compare what was seen with what a correct solution shows, and say why.

Nothing here runs a student's code. The notebook's check uses it in the kernel;
grading uses the same code outside the sandbox.
"""
