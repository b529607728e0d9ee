"""Records how the reference torch prints arrays made for it, into src/test/resources/golden/print.json.

    python make_print_golden.py [--seed S] [--cases N] [--out FILE]

A case holds "dtype", "shape" and "data" (base64 of the little-endian numbers), an operation for the
arrays that are recorded, and the "text" that print shows.
"""

import argparse
import base64
import json
import math
import pathlib
import random

import torch

OUT = pathlib.Path(__file__).parent.parent.parent / "src/test/resources/golden/print.json"
SHAPES = [[], [0], [1], [2], [5], [9], [40], [0, 3], [2, 0, 4], [1, 1], [2, 3], [3, 1, 4], [4, 30],
          [2, 2, 2, 2], [999], [1000], [1001], [40, 40], [7, 300], [2, 7, 100], [8, 3, 2, 50], [101, 10]]
VALUES = {
    "normal": lambda r: r.gauss(0, 1),
    "large": lambda r: r.gauss(0, 1) * 10 ** r.randint(0, 12),
    "small": lambda r: r.gauss(0, 1) * 10 ** -r.randint(0, 12),
    "wide": lambda r: r.gauss(0, 1) * 10 ** r.randint(-9, 9),
    "integer": lambda r: float(r.randint(-200, 200)),
    "big integer": lambda r: float(r.randint(-10**9, 10**9)),
    "special": lambda r: r.choice([0.0, -0.0, 1.0, -1.0, 0.5, math.nan, math.inf, -math.inf]),
    "mixed": lambda r: r.choice([math.nan, math.inf, r.gauss(0, 1), 0.0]),
    "ties": lambda r: r.choice([0.03125, 0.00005, 1.00005, 2.5, 0.09375, 123.00005]),
    "positive": lambda r: r.random(),
}
DTYPES = ["float32", "float32", "float32", "float64", "float16", "int64", "int32", "uint8", "int8", "bool"]
OPERATIONS = [None, None, None, None, "requires_grad", "mul", "tanh", "sum"]


def case(rng):
    dtype = rng.choice(DTYPES)
    shape = rng.choice(SHAPES)
    count = math.prod(shape)
    draw = VALUES[rng.choice(list(VALUES))]
    if dtype.startswith("float"):
        data = torch.tensor([draw(rng) for _ in range(count)], dtype=getattr(torch, dtype))
    elif dtype == "bool":
        data = torch.tensor([rng.random() < 0.5 for _ in range(count)], dtype=torch.bool)
    else:
        top = {"uint8": 255, "int8": 127}.get(dtype, 10 ** rng.randint(0, 9))
        low = 0 if dtype == "uint8" else -top
        data = torch.tensor([rng.randint(low, top) for _ in range(count)], dtype=getattr(torch, dtype))
    data = data.reshape(shape)
    operation = rng.choice(OPERATIONS) if dtype in ("float32", "float64") else None
    shown = data
    if operation:
        shown = data.clone().requires_grad_()
        if operation != "requires_grad":
            shown = {"mul": lambda x: x * 2, "tanh": torch.tanh, "sum": torch.sum}[operation](shown)
    return {
        "dtype": dtype, "shape": shape, "operation": operation, "text": str(shown),
        "data": base64.b64encode(data.contiguous().numpy().tobytes()).decode(),
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--out", type=pathlib.Path, default=OUT)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    golden = {"torch": torch.__version__, "cases": [case(rng) for _ in range(args.cases)]}
    args.out.write_text(json.dumps(golden, indent=0) + "\n")


if __name__ == "__main__":
    main()
