"""RMSprop, Adagrad and Adadelta: a hundred steps of two groups, as in optimizers.py."""

import torch
from golden import optimizers
from golden.common import record_all, seed


# By how much a number may move, in parts of itself or of 1, if the rate does by a millionth.
STEADY = 1e-4


def make(rng):
    """
    A case in which errors of rounding do not grow: RMSprop's steps are signs where it forgets at
    once, and a centred square of nothing is what rounding leaves of it.
    """
    while True:
        case = choose(rng)
        expected = optimizers.compute(case)
        moved = optimizers.compute(case | {"lr": case["lr"] * (1 + 1e-6)})
        if all(steady(value, moved[name]) for name, value in expected.items()):
            return case | {"expected": record_all(expected)}


def steady(value, moved):
    if value is None:
        return True
    a, b = torch.as_tensor(value).detach().double(), torch.as_tensor(moved).detach().double()
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
