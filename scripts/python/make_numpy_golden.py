"""Writes what NumPy's legacy RandomState draws: one line of JSON for each program of calls.

python scripts/python/make_numpy_golden.py > src/test/resources/golden/numpy.jsonl

A call is [name, arguments, sizes or null, result]; the result of sizes is flat.
"""

import json
import random

import numpy as np

PROGRAMS = 60
CALLS = 20


def sizes(draw):
    return draw.choice([None, [3], [2, 3], [0], [2, 1, 2], [7]])


def weights(draw, count):
    numbers = [draw.choice([0.0, 0.1, 1.0, draw.random()]) for _ in range(count - 1)] + [0.5]
    return [number / sum(numbers) for number in numbers]


def arguments(draw, name):
    if name == "randint":
        return [draw.choice([1, 2, 7, 100, 2**31, 2**32, 2**32 + 1, 2**63 - 1])]
    if name == "randint2":
        return draw.choice([[0, 5], [-3, 3], [4, 5], [-(2**63), 2**63 - 1], [0, 2**33], [-5, 2**32 - 5], [-80, 80]])
    if name in ("uniform", "normal"):
        return draw.choice([[0.0, 1.0], [-1.5, 2.5], [100.0, 0.1]])
    if name in ("permutation", "shuffle", "permutation_of", "shuffle_of"):
        return [draw.choice([1, 2, 5, 17, 100])]
    if name == "choice":
        return [draw.choice([1, 2, 5, 20, 1000])]
    if name == "choice_p":
        return [weights(draw, draw.choice([1, 2, 5, 40]))]
    if name == "choice_p_float32":
        return [np.array(weights(draw, 6), dtype=np.float32).tolist()]
    if name == "without":
        return [draw.choice([8, 9, 40])]
    if name == "without_p":
        return [weights(draw, 30)]
    return []


def rows(count):
    return np.arange(3.0 * count).reshape(count, 3)


def call(source, name, given, size):
    if name == "permutation_of":
        return source.permutation(rows(*given))
    if name == "shuffle_of":
        array = rows(*given)
        source.shuffle(array)
        return array
    if name == "shuffle":
        numbers = list(range(*given))
        source.shuffle(numbers)
        return numbers
    if name in ("rand", "randn"):
        return getattr(source, name)(*(size or []))
    if name == "permutation":
        return source.permutation(*given)
    if name == "choice_p":
        return source.choice(len(given[0]), size, p=given[0])
    if name == "choice_p_float32":
        return source.choice(len(given[0]), size, p=np.array(given[0], dtype=np.float32))
    if name == "without":
        return source.choice(given[0], size, replace=False)
    if name == "without_p":
        return source.choice(len(given[0]), size, replace=False, p=given[0])
    return getattr(source, name.rstrip("2"))(*given, size=size)


SIZED = [
    "rand", "randn", "random", "uniform", "normal", "randint2", "choice", "choice_p", "choice_p_float32", "without",
    "without_p",
]  # fmt: skip
NAMES = SIZED + ["randn", "randint", "randint2", "permutation", "permutation_of", "shuffle", "shuffle_of"]


def enough(given, count):
    """Whether so many can be drawn without replacement."""
    return count <= (given[0] if isinstance(given[0], int) else np.count_nonzero(given[0]))


def main():
    draw = random.Random(181)
    for _ in range(PROGRAMS):
        seed = draw.choice([0, 1, 42, 2**31, 2**32 - 1, draw.randrange(10**6), [1, 2, 3], [2**32 - 1], [7] * 700])
        source = np.random.RandomState(seed)
        calls = []
        for name in draw.choices(NAMES, k=CALLS):
            given = arguments(draw, name)
            size = sizes(draw) if name in SIZED else None
            if name.startswith("without") and not enough(given, int(np.prod(size or [1]))):
                size = None
            result = call(source, name, given, size)
            flat = np.asarray(result).reshape(-1).tolist() if name not in SIZED or size is not None else result
            calls.append([name, given, size, flat.item() if isinstance(flat, np.generic) else flat])
        print(json.dumps({"seed": seed, "calls": calls}))


if __name__ == "__main__":
    main()
