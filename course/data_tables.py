"""Published numbers that the notebooks read, kept apart from the code that draws them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeAlias

__all__ = ["GLOROT_DATA_SETS", "GLOROT_TEST_ERRORS", "ErrorTable"]

# table[with pre-training?][activation] = one error in % per data set
ErrorTable: TypeAlias = Mapping[bool, Mapping[str, tuple[float, ...]]]

GLOROT_DATA_SETS = ("MNIST", "CIFAR10", "NISTP", "NORB")

# Test errors in % of networks that differ in nothing but their activation, with and without
# unsupervised pre-training. X. Glorot, A. Bordes, Y. Bengio: Deep Sparse Rectifier Neural
# Networks, AISTATS 2011; shown in the UCLA ECE deep-learning slides (Winter 2024), Softplus unit.
GLOROT_TEST_ERRORS: ErrorTable = MappingProxyType(
    {
        True: MappingProxyType(
            {
                "rectifier": (1.20, 49.96, 32.86, 16.46),
                "tanh": (1.16, 50.79, 35.89, 17.66),
                "softplus": (1.17, 49.52, 33.27, 19.19),
            }
        ),
        False: MappingProxyType(
            {
                "rectifier": (1.43, 50.86, 32.64, 16.40),
                "tanh": (1.57, 52.62, 36.46, 19.29),
                "softplus": (1.77, 53.20, 35.48, 17.68),
            }
        ),
    }
)
