"""RNNCell, LSTMCell and GRUCell: three steps, each fed with the state of the one before."""

import torch
from golden.common import (
    backward, draw, draw_leaf, dtype_of, finish, gradients, parameters, seed, snake)


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    kind = rng.choice(["RNNCell", "LSTMCell", "GRUCell"])
    options = {}
    if rng.random() < 0.3:
        options["bias"] = False
    if kind == "RNNCell" and rng.random() < 0.5:
        options["nonlinearity"] = "relu"
    size = lambda: rng.randint(1, 30 if rng.random() < 0.05 else 6)
    return {
        "kind": kind, "inputSize": size(), "hiddenSize": size(), "options": options,
        "dtype": rng.choice(["float32", "float64"]),
        "batch": rng.choice([None, 1, 2, 5]), "hx": rng.random() < 0.5, "seed": seed(rng),
    }


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    cell = getattr(torch.nn, case["kind"])(
        case["inputSize"], case["hiddenSize"], dtype=dtype, **snake(case["options"]))
    lstm = case["kind"] == "LSTMCell"
    batch = [case["batch"]] if case["batch"] else []
    xs = [draw_leaf(batch + [case["inputSize"]], dtype) for _ in range(3)]
    state_shapes = [batch + [case["hiddenSize"]]] * (2 if lstm else 1)
    hx = [draw_leaf(shape, dtype) for shape in state_shapes] if case["hx"] else []
    factors = [draw(shape, dtype) for shape in state_shapes]
    states, expected = hx, parameters("weight.", cell)
    for step, x in enumerate(xs):
        result = cell(x, *([tuple(states) if lstm else states[0]] if states else []))
        states = list(result) if lstm else [result]
        expected |= {f"state{i}.{step}": state for i, state in enumerate(states)}
    backward(sum((state * factor).sum() for state, factor in zip(states, factors)))
    expected |= {f"grad.input{step}": x.grad for step, x in enumerate(xs)}
    expected |= {f"grad.hx{i}": state.grad for i, state in enumerate(hx)}
    return expected | gradients("grad.", cell)
