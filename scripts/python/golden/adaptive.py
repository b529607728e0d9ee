"""ASGD, Adamax, NAdam and RAdam: a hundred steps of two groups, as in optimizers.py."""

from golden import optimizers
from golden.common import record_all, seed
from golden.more_optimizers import steady


def make(rng):
    """A case in which errors of rounding do not grow."""
    while True:
        case = choose(rng)
        expected = optimizers.compute(case)
        dtype = "float64" if case["dtype"] == "float32" else "float32"
        other = optimizers.compute(case | {"dtype": dtype})
        if all(steady(value, other[name]) for name, value in expected.items()):
            return case | {"expected": record_all(expected)}


def choose(rng):
    kind = rng.choice(["ASGD", "Adamax", "NAdam", "RAdam"])
    options = {}
    if rng.random() < 0.5:
        options["weightDecay"] = rng.choice([0.01, 0.1])
    if rng.random() < 0.3:
        options["maximize"] = True
    if kind == "ASGD":
        if rng.random() < 0.5:
            options["lambd"] = rng.choice([0.01, 0.3])
        if rng.random() < 0.5:
            options["alpha"] = rng.choice([0.5, 1.0])
        if rng.random() < 0.6:
            options["t0"] = rng.choice([0.0, 3.0, 20.5])
    else:
        if rng.random() < 0.4:
            options["betas"] = rng.choice([[0.8, 0.95], [0.5, 0.99]])
        if rng.random() < 0.3:
            options["eps"] = rng.choice([1e-4, 1e-6])
        if kind != "Adamax" and rng.random() < 0.4:
            options["decoupledWeightDecay"] = True
        if kind == "NAdam" and rng.random() < 0.4:
            options["momentumDecay"] = rng.choice([0.1, 0.0])
    return {
        "kind": kind, "lr": rng.choice([0.003, 0.03]), "options": options,
        "groupLr": rng.choice([None, 0.01]), "dtype": rng.choice(["float32", "float64"]),
        "clipNorm": None, "clipValue": rng.choice([None, None, 0.1]),
        "steps": 100, "seed": seed(rng),
    }
