"""LBFGS: some steps by its ways of choosing a length, from a point far off to where rounding decides."""

import torch
from golden.common import draw, draw_leaf, dtype_of, record_all, seed, snake
from golden.more_optimizers import steady


def make(rng):
    """A case in which rounding decides neither the number of iterations nor the numbers."""
    while True:
        case = choose(rng)
        expected = compute(case)
        dtype = "float64" if case["dtype"] == "float32" else "float32"
        other = compute(case | {"dtype": dtype})
        if all(steady(value, other[name]) for name, value in expected.items()):
            return case | {"expected": record_all(expected)}


def choose(rng):
    options = {}
    if rng.random() < 0.6:
        options["maxIter"] = rng.choice([1, 2, 5, 12])
    if rng.random() < 0.3:
        options["maxEval"] = rng.choice([1, 3, 9])
    if rng.random() < 0.4:
        options["historySize"] = rng.choice([1, 2, 5])
    if rng.random() < 0.3:
        options["toleranceGrad"] = rng.choice([1e-2, 1e-4])
    if rng.random() < 0.3:
        options["toleranceChange"] = rng.choice([1e-2, 1e-5])
    if rng.random() < 0.6:
        options["lineSearchFn"] = "strong_wolfe"
    return {
        "kind": "LBFGS", "lr": rng.choice([1.0, 0.5, 0.03, 3.0]), "options": options,
        "dtype": rng.choice(["float32", "float64"]),
        "way": rng.choice(["bowl", "waves", "valley"]), "steps": rng.choice([2, 4]),
        "reached": rng.choice([2, 2, 1]), "seed": seed(rng),
    }


def loss_of(way, params, targets):
    loss = torch.zeros((), dtype=params[0].dtype)
    for p, t in zip(params, targets):
        d = p - t
        if way == "bowl":
            loss = loss + (d * d * (t * t + 0.1)).sum()
        elif way == "waves":
            loss = loss + (d * d + d.sin() * 2).sum()
        else:
            loss = loss + (d * d).sum() + (d.sum() ** 2 - 1) ** 2
    return loss


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    params = [draw_leaf([3, 4], dtype), draw_leaf([5], dtype)]
    targets = [draw([3, 4], dtype), draw([5], dtype)]
    optimizer = torch.optim.LBFGS(params, case["lr"], **snake(case["options"]))
    reached = params[: case["reached"]]

    def closure():
        optimizer.zero_grad()
        loss = loss_of(case["way"], reached, targets)
        loss.backward()
        return loss

    expected = {}
    for step in range(case["steps"]):
        expected[f"loss.{step}"] = optimizer.step(closure)
        expected |= {f"param{i}.{step}": p.detach().clone() for i, p in enumerate(params)}
        state = optimizer.state_dict()["state"][0]
        expected[f"func_evals.{step}"] = torch.tensor(state["func_evals"])
        expected[f"n_iter.{step}"] = torch.tensor(state["n_iter"])
    return expected
