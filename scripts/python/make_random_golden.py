"""Writes what Python's random draws: one line of JSON for each program of calls.

python scripts/python/make_random_golden.py > src/test/resources/golden/random.jsonl

A call is [name, arguments, result]. Python's version is 3.11, whose messages the library has.
"""

import json
import random

PROGRAMS = 60
CALLS = 25

INTEGERS = [0, 1, 2, 3, 42, 1234, -1, -7, 2**31, 2**32 - 1, 2**32, 2**63 - 1, -(2**63), 2**70, -(3**99)]
FLOATS = [0.0, -0.0, 0.5, -1.0, 2.0, 3.14159, -1e-300, 5e-324, 1.7976931348623157e308]
TEXTS = ["", "a", "torch", "d\u00e9j\u00e0 vu \u6587 \U0001f600", "x" * 3000]


def seed(draw):
    """The kind of a seed, and the seed as JSON has it."""
    kind = draw.choice(["int", "int", "int", "float", "str", "bytes"])
    if kind == "int":
        return [kind, str(draw.choice(INTEGERS + [draw.randrange(10**6)]))]
    return [kind, draw.choice(FLOATS if kind == "float" else TEXTS)]


def python_seed(kind, value):
    return {"int": int, "float": float, "str": str, "bytes": lambda text: text.encode()}[kind](value)


def arguments(draw, name):
    small = draw.choice([1, 2, 3, 5, 10, 21, 22, 84, 100, 1000, 2**31 - 1])
    if name in ("randint", "randrange2"):
        low = draw.choice([0, 0, 1, -5, -(2**31), -(2**63)])
        high = draw.choice([7, 100, 2**31 - 1, 2**32, 2**33 + 1, 2**63 - 1])
        return [low, high]
    if name == "randrange":
        return [draw.choice([small, 2**32, 2**32 + 1, 2**62, 2**63 - 1])]
    if name == "randrange3":
        return draw.choice([[0, 10, 3], [10, 0, -3], [-5, 100, 7], [2**62, -(2**62), -5], [3, 4, 1], [0, 7, 7]])
    if name in ("choice", "shuffle"):
        return [min(small, 1000)]
    if name == "choice_of":
        return ["abc d\u00e9\U0001f600"]
    if name == "choices":
        return [min(small, 1000), draw.choice([0, 1, 4])]
    if name == "weighted":
        return [draw.choice([[1, 2, 3], [0.5], [0, 0.1, 0, 0.7, 0.2], [10, 0, 1e-9]]), draw.choice([1, 5])]
    if name == "sample":
        count = draw.choice([0, 1, 4, 5, 6, 15, 21, 22])
        return [max(count, min(small, 1000)), count]
    if name in ("uniform", "gauss2", "normalvariate"):
        return draw.choice([[0.0, 1.0], [-1.5, 2.5], [100.0, 0.1]])
    if name == "getrandbits":
        return [draw.choice([0, 1, 8, 31, 32, 33, 64, 65, 200])]
    return []


def call(source, name, given):
    if name == "shuffle":
        numbers = list(range(given[0]))
        source.shuffle(numbers)
        return numbers
    if name == "choice":
        return source.choice(range(given[0]))
    if name == "choice_of":
        return source.choice(given[0])
    if name == "choices":
        return source.choices(range(given[0]), k=given[1])
    if name == "weighted":
        return source.choices(range(len(given[0])), given[0], k=given[1])
    if name == "sample":
        return source.sample(range(given[0]), given[1])
    if name == "getrandbits":
        return str(source.getrandbits(given[0]))
    return getattr(source, name.rstrip("23"))(*given)


NAMES = [
    "random", "random", "randint", "randrange", "randrange2", "randrange3", "choice", "choice_of", "choices",
    "weighted", "shuffle", "sample", "sample", "uniform", "gauss", "gauss", "gauss2", "normalvariate",
    "getrandbits",
]  # fmt: skip


def main():
    draw = random.Random(18)
    for _ in range(PROGRAMS):
        given = seed(draw)
        source = random.Random(python_seed(*given))
        calls = []
        for name in draw.choices(NAMES, k=CALLS):
            values = arguments(draw, name)
            calls.append([name, values, call(source, name, values)])
        print(json.dumps({"seed": given, "calls": calls}))


if __name__ == "__main__":
    main()
