"""Linear, Embedding, and Sequential of small layers: outputs and gradients of two calls."""

import torch
from golden.common import (
    backward, draw, draw_leaf, dtype_of, finish, gradients, parameters, recording, seed)
from golden.reprs import build

WITH_WEIGHTS = ["Linear", "Embedding", "PReLU", "GroupNorm", "ConvTranspose1d", "EmbeddingBag", "BatchNorm2d"]


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    case = rng.choice([linear, embedding, sequential])(rng)
    case |= {"kind": "layer", "train": rng.random() < 0.5, "seed": seed(rng)}
    if case["train"] and "'Dropout'" in str(case["spec"]):
        case["masks"] = True
    return case


def linear(rng):
    sizes = [rng.randint(1, 7), rng.randint(1, 7)]
    options = {"bias": False} if rng.random() < 0.3 else {}
    return {
        "spec": {"type": "Linear", "args": sizes, "options": options},
        "shape": [rng.randint(1, 4) for _ in range(rng.randint(0, 2))] + sizes[:1],
        "dtype": rng.choice(["float32", "float64"]),
    }


def embedding(rng):
    count, dim = rng.randint(1, 6), rng.randint(1, 5)
    options = {}
    if rng.random() < 0.5:
        options["paddingIdx"] = rng.randrange(-count, count)
    if rng.random() < 0.3:
        options["maxNorm"] = rng.choice([0.5, 1.5])
        if rng.random() < 0.5:
            options["normType"] = 1.0
    if rng.random() < 0.3:
        options["scaleGradByFreq"] = True
    shape = [rng.randint(1, 5) for _ in range(rng.randint(0, 2))]
    indices = [rng.randrange(count) for _ in range(torch.Size(shape).numel())]
    return {
        "spec": {"type": "Embedding", "args": [count, dim], "options": options},
        "shape": shape, "indices": indices, "indexType": rng.choice(["int64", "int32"]),
        "dtype": rng.choice(["float32", "float64"]),
    }


def sequential(rng):
    """Without a dtype for the layers, which lack the argument: all in float32."""
    width = rng.randint(1, 6)
    shape, children = [rng.randint(1, 4), width], []
    for _ in range(rng.randint(1, 4)):
        kind = rng.choice(["Linear", "ReLU", "Tanh", "Sigmoid", "Softmax", "LogSoftmax", "Dropout"])
        child = {"type": kind, "args": [], "options": {}}
        if kind == "Linear":
            child["args"] = [width, width := rng.randint(1, 6)]
        elif kind.endswith("Softmax"):
            child["args"] = [rng.choice([0, 1, -1])]
        elif kind == "Dropout":
            child["args"] = [rng.choice([0.0, 0.3, 0.5, 1.0])]
        children.append(child)
    return {"spec": {"type": "Sequential", "children": children}, "shape": shape, "dtype": "float32"}


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    module = build(case["spec"], dtype if case["spec"]["type"] in WITH_WEIGHTS else None)
    module.train(case["train"])
    if "indices" in case:
        x = torch.tensor(case["indices"], dtype=getattr(torch, case["indexType"]))
        x = x.reshape(case["shape"])
    else:
        x = draw_leaf(case["shape"], dtype)
    expected = parameters("weight.", module)
    for step in ("1", "2"):
        output = module(x)
        expected["output." + step] = output
        backward((output * draw(output.shape, dtype)).sum())
        # Nothing forgets the gradients: those of the second call are added.
        expected |= {f"{name}.{step}": grad for name, grad in gradients("grad.", module).items()}
        if x.grad is not None:
            expected["grad.input." + step] = x.grad.clone()
    if recording():
        expected |= {"buffer." + name: b.clone() for name, b in module.named_buffers()}
    return expected | parameters("last.", module)
