"""What is put into nbgrader's chain of preprocessors, in the order of its use."""

from autograder.preprocessors.execute import SandboxedExecute
from autograder.preprocessors.judge import Judge
from autograder.preprocessors.repair import Repair, Restore

__all__ = ["Judge", "Repair", "Restore", "SandboxedExecute"]
