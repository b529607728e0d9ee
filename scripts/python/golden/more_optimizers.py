"""RMSprop, Adagrad and Adadelta: a hundred steps of two groups, as in optimizers.py."""

import torch
from golden import optimizers
from golden.common import record_all, seed


# By how much a number may differ between the floating types, in parts of itself or of 1.
STEADY = 1e-4


def make(rng):
    """
    A case in which errors of rounding do not grow: once a gradient is nothing but rounding,
    RMSprop scales that to steps of the size of the rate.
    """
    while True:
        case = choose(rng)
        expected = optimizers.compute(case)
        dtype = "float64" if case["dtype"] == "float32" else "float32"
        other = optimizers.compute(case | {"dtype": dtype})
        if all(steady(value, other[name]) for name, value in expected.items()):
            return case | {"expected": record_all(expected)}


def steady(value, other):
    if value is None:
        return True
    a, b = torch.as_tensor(value).detach().double(), torch.as_tensor(other).detach().double()
    return bool(((a - b).abs() <= STEADY * a.abs().clamp(min=1)).all())


def choose(rng):
    kind = rng.choice(["RMSprop", "Adagrad", "Adadelta"])
    options = {}
    if rng.random() < 0.5:
        options["weightDecay"] = rng.choice([0.01, 0.1])
    if rng.random() < 0.3:
        options["maximize"] = True
    if rng.random() < 0.3:
        options["eps"] = rng.choice([1e-4, 1e-12])
    if kind == "RMSprop":
        if rng.random() < 0.5:
            options["alpha"] = rng.choice([0.9, 0.0])
        if rng.random() < 0.5:
            options["momentum"] = rng.choice([0.5, 0.9])
        if rng.random() < 0.5:
            options["centered"] = True
    elif kind == "Adagrad":
        if rng.random() < 0.5:
            options["lrDecay"] = rng.choice([0.1, 0.003])
        if rng.random() < 0.5:
            options["initialAccumulatorValue"] = rng.choice([0.1, 2.0])
    elif rng.random() < 0.5:
        options["rho"] = rng.choice([0.5, 0.99])
    return {
        "kind": kind, "lr": rng.choice([0.001, 0.03]) if kind == "RMSprop" else 0.5,
        "options": options,
        "groupLr": rng.choice([None, 0.01]), "dtype": rng.choice(["float32", "float64"]),
        "clipNorm": None, "clipValue": rng.choice([None, None, 0.1]),
        "steps": 100, "seed": seed(rng),
    }
