"""RMSprop, Adagrad and Adadelta: a hundred steps of two groups, as in optimizers.py."""

from golden import optimizers
from golden.common import record_all, seed


def make(rng):
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
    case = {
        "kind": kind, "lr": rng.choice([0.001, 0.03]) if kind == "RMSprop" else 0.5,
        "options": options,
        "groupLr": rng.choice([None, 0.01]), "dtype": rng.choice(["float32", "float64"]),
        "clipNorm": None, "clipValue": rng.choice([None, None, 0.1]),
        "steps": 100, "seed": seed(rng),
    }
    case["expected"] = record_all(optimizers.compute(case))
    return case
