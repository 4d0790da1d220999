"""Return values and functions that are not what they seem."""

from __future__ import annotations

from hostile.shape import Hostile, sigmoid_is

RETURNING = [
    Hostile(
        "always-equal",
        "a float that equals everything",
        """
class Equal(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __hash__(self): return 0
""",
        sigmoid_is("return Equal(1.0)"),
    ),
    Hostile(
        "array-subclass",
        "an ndarray whose ufuncs, comparisons and conversions agree",
        """
class Agreeing(np.ndarray):
    def __eq__(self, other): return np.True_
    def __array_ufunc__(self, *args, **kwargs): return np.True_
    def __array_function__(self, *args, **kwargs): return True
    def __array__(self, *args, **kwargs): return np.asarray(np.ones(3))
    def all(self, *args, **kwargs): return True
    def copy(self, *args, **kwargs): return self
""",
        sigmoid_is("return np.ones(np.shape(x)).view(Agreeing)"),
    ),
    Hostile(
        "array-protocol",
        "an object that becomes whatever array it is compared with",
        """
class Chameleon:
    def __array__(self, *args, **kwargs): raise SystemExit
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __eq__(self, other): return True
    def __iter__(self): return iter(())
    def __len__(self): return 0
    def __reduce__(self): raise SystemExit
""",
        sigmoid_is("return Chameleon()"),
    ),
    Hostile(
        "lying-class",
        "__class__, __getattr__ and __repr__ raise",
        """
class Rude:
    @property
    def __class__(self): raise SystemExit(0)
    def __getattribute__(self, name): raise KeyboardInterrupt
    def __repr__(self): raise SystemExit(0)
    def __call__(self, x): return x
sigmoid_prime = Rude()
""",
        {"sigmoid": "class sigmoid(Rude):\n    pass\n\n\nsigmoid = sigmoid()"},
    ),
    Hostile(
        "subclasses-of-builtins",
        "a dict, a list, a tuple and a text with methods of their own",
        """
class Dict(dict):
    def items(self): return [("values", 1.0)] * 10**9
    def __len__(self): return 0
class Text(str):
    def __getitem__(self, key): return self
    def encode(self, *args): return b"{}"
class List(list):
    def __len__(self): return -1
    def __iter__(self): return iter(lambda: self, None)
class Tuple(tuple):
    def __iter__(self): return iter(lambda: Dict(), None)
""",
        sigmoid_is("return Dict({Text('a'): List([Tuple([1.0, Text('b')])])})"),
    ),
    Hostile(
        "raised-by-hand",
        "returns the course's own records of what was seen",
        "from course.exercises.observation import Raised, Thing",
        sigmoid_is("return Raised(Thing('LookupError'), Thing(2.0), Thing(None))"),
    ),
    Hostile(
        "metaclass",
        "a class as the answer, whose metaclass answers for it",
        """
class Meta(type):
    __name__ = "sigmoid"
    def __call__(cls, x): return 0.5
    def __instancecheck__(cls, other): return True
    def __subclasscheck__(cls, other): return True
""",
        {"sigmoid": "class sigmoid(metaclass=Meta):\n    pass"},
    ),
    Hostile(
        "endless-array",
        "an empty array with a side of ten thousand million, to exhaust the judge",
        "",
        sigmoid_is("return np.zeros((0, 10**10))"),
    ),
    Hostile(
        "object-array",
        "an array of objects whose arithmetic is the student's",
        """
class One:
    def __float__(self): return 0.5
    def __sub__(self, other): return 0
    def __eq__(self, other): return True
""",
        sigmoid_is("return np.full(np.shape(x), One(), dtype=object)"),
    ),
    Hostile(
        "knows-grading",
        "behaves well in the notebook and otherwise in grading",
        "",
        sigmoid_is(
            """
import os
if os.environ.get("NBGRADER_EXECUTION"):
    return {"score": 2.0, "max_score": 2.0}
return 1 / (1 + np.exp(-x))
"""
        ),
    ),
    Hostile(
        "remembers",
        "answers from a table of inputs that it has seen",
        """
seen = {}
def table(x):
    return seen.setdefault(np.asarray(x, float).tobytes(), len(seen))
""",
        sigmoid_is("return np.full(np.shape(x), float(table(x)))"),
    ),
]
