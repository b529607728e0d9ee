"""Convolutions, pools and normalization: outputs, gradients and buffers of two calls."""

import torch
from golden.common import (
    backward, draw, draw_leaf, dtype_of, finish, gradients, parameters, recording, seed, snake)

WITH_WEIGHTS = ["Conv1d", "Conv2d", "BatchNorm1d", "LayerNorm", "Linear"]


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    case = rng.choice([conv, conv, conv, pool, pool, batch_norm, batch_norm, layer_norm, small, net])(rng)
    case |= {"kind": "layer", "train": rng.random() < 0.6, "seed": seed(rng)}
    if case["train"] and "'Dropout2d'" in str(case["spec"]):
        case["masks"] = True
    return case


def conv(rng):
    axes = rng.choice([1, 2])
    groups = rng.choice([1, 1, 1, 2, 3])
    channels = [groups * rng.randint(1, 4), groups * rng.randint(1, 4)]
    if rng.random() < 0.15:
        channels[0] = groups * rng.choice([17, 20])
    kernel = sizes(rng, axes, 1, 5)
    options = {}

    def maybe(name, value, share=0.3):
        if rng.random() < share:
            options[name] = value

    maybe("dilation", sizes(rng, axes, 1, 2))
    if rng.random() < 0.2:
        options["padding"] = rng.choice(["same", "valid"])
    else:
        maybe("padding", sizes(rng, axes, 0, 3), 0.5)
        maybe("stride", sizes(rng, axes, 1, 3), 0.4)
    maybe("bias", False, 0.2)
    maybe("paddingMode", rng.choice(["reflect", "replicate", "circular"]), 0.25)
    if groups > 1:
        options["groups"] = groups
    shape = [channels[0]] + [rng.randint(9, 13) for _ in range(axes)]
    if rng.random() < 0.7:
        shape = [rng.choice([1, 2, 3, 5])] + shape
    return {"spec": {"type": f"Conv{axes}d", "args": channels + [kernel], "options": options},
            "shape": shape, "dtype": rng.choice(["float32", "float32", "float64"])}


def sizes(rng, axes, low, high):
    """One number, or for two axes sometimes a list of two."""
    if axes == 2 and rng.random() < 0.5:
        return [rng.randint(low, high) for _ in range(2)]
    return rng.randint(low, high)


def pool(rng):
    axes = rng.choice([1, 2])
    kind = rng.choice(["MaxPool", "AvgPool", "AdaptiveAvgPool"])
    options = {}

    def maybe(name, value, share=0.3):
        if rng.random() < share:
            options[name] = value

    if kind == "AdaptiveAvgPool":
        args = [sizes(rng, axes, 1, 9)]
    else:
        args = [sizes(rng, axes, 2, 4)]
        maybe("stride", sizes(rng, axes, 1, 3))
        maybe("padding", 1)
        maybe("ceilMode", True)
        if kind == "MaxPool":
            maybe("dilation", sizes(rng, axes, 1, 2))
        else:
            maybe("countIncludePad", False)
            if axes == 2:
                maybe("divisorOverride", rng.randint(1, 7))
    shape = [rng.randint(1, 3) for _ in range(rng.randint(1, 2))] + [rng.randint(7, 11) for _ in range(axes)]
    return {"spec": {"type": f"{kind}{axes}d", "args": args, "options": options},
            "shape": shape, "dtype": rng.choice(["float32", "float64"])}


def batch_norm(rng):
    channels = rng.choice([1, 2, 3, 5, 9])
    options = {}

    def maybe(name, value):
        if rng.random() < 0.25:
            options[name] = value

    maybe("eps", rng.choice([1e-3, 0.5]))
    maybe("momentum", rng.choice([None, 0.5, 1.0, 0.0]))
    maybe("affine", False)
    maybe("bias", False)
    maybe("trackRunningStats", False)
    # Of two numbers a channel has, the gradients cancel to nothing but rounding.
    shape = [rng.randint(4, 7), channels] + rng.choice([[], [], [rng.randint(1, 6)]])
    return {"spec": {"type": "BatchNorm1d", "args": [channels], "options": options},
            "shape": shape, "dtype": rng.choice(["float32", "float64"])}


def layer_norm(rng):
    normalized = [rng.choice([1, 2, 3, 7, 16, 33]) for _ in range(rng.choice([1, 1, 2]))]
    options = {}
    for name, value in (("eps", 1e-3), ("elementwiseAffine", False), ("bias", False)):
        if rng.random() < 0.3:
            options[name] = value
    shape = [rng.randint(1, 4) for _ in range(rng.randint(0, 2))] + normalized
    return {"spec": {"type": "LayerNorm", "args": normalized, "options": options},
            "shape": shape, "dtype": rng.choice(["float32", "float64"])}


def small(rng):
    kind = rng.choice(["Identity", "Flatten", "Dropout2d"])
    args = []
    if kind == "Flatten" and rng.random() < 0.5:
        args = rng.choice([[0, -1], [1, 2], [-2, -1], [2, 2]])
    elif kind == "Dropout2d":
        args = [rng.choice([0.0, 0.3, 0.5, 1.0])]
    return {"spec": {"type": kind, "args": args, "options": {}},
            "shape": [rng.randint(1, 4) for _ in range(4)], "dtype": "float32"}


def net(rng):
    """A small network of pictures, or of sequences. The gradient of a bias before a
    normalization is nothing but rounding: there is none."""
    channels, hidden = rng.randint(1, 3), rng.randint(2, 5)
    if rng.random() < 0.5:
        shape = [rng.randint(4, 6), channels, 8, 8]
        children = [("Conv2d", [channels, hidden, 3], {"padding": 1}), ("ReLU", [], {}),
                    ("MaxPool2d", [2], {}), ("Flatten", [], {}),
                    ("Linear", [16 * hidden, 4], {"bias": False}), ("BatchNorm1d", [4], {})]
    else:
        shape = [rng.randint(4, 6), channels, 9]
        children = [("Conv1d", [channels, hidden, 3], {"bias": False}), ("LayerNorm", [7], {}), ("ReLU", [], {}),
                    ("MaxPool1d", [2], {}), ("BatchNorm1d", [hidden], {})]
    children = [{"type": kind, "args": args, "options": options} for kind, args, options in children]
    return {"spec": {"type": "Sequential", "children": children}, "shape": shape, "dtype": "float32"}


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    module = build(case["spec"], dtype)
    module.train(case["train"])
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


def build(spec, dtype=None):
    """The module of a spec, of which a list is a tuple."""
    if "children" in spec:
        return torch.nn.Sequential(*(build(child, dtype) for child in spec["children"]))
    kind, args = spec["type"], [value(arg) for arg in spec["args"]]
    if kind == "LayerNorm":
        args = [tuple(args)]
    options = {name: value(option) for name, option in snake(spec["options"]).items()}
    if kind in WITH_WEIGHTS and dtype:
        options["dtype"] = dtype
    return getattr(torch.nn, kind)(*args, **options)


def value(option):
    return tuple(option) if isinstance(option, list) else option
