"""Makes the goldens that ParityTest compares with: what the reference torch computes.

    python make_golden.py [--seed S] [--cases N] [--out DIR]

writes N recurrent cases, and a share of each other kind, as gzipped JSON lines, a file for each
kind. A case holds options and seeds, not data: weights, inputs and coefficients are drawn after
torch.manual_seed(seed), in float32, in the order in which the functions below draw them, and the
Java side draws them too. What torch then computed is in "expected", name by name: {"dtype",
"shape", "data": base64 of the little-endian numbers}, or a text in "message" and "text".
"""

import argparse
import base64
import gzip
import json
import pathlib
import random
import re

import torch

HERE = pathlib.Path(__file__).parent
DEFAULT_OUT = HERE.parent.parent / "src" / "test" / "resources" / "golden"


def packed(tensor):
    tensor = tensor.detach().contiguous()
    return {
        "dtype": str(tensor.dtype).removeprefix("torch."),
        "shape": list(tensor.shape),
        "data": base64.b64encode(tensor.numpy().tobytes()).decode(),
    }


def pack_all(named):
    return {name: packed(tensor) for name, tensor in named.items() if tensor is not None}


def snake(options):
    return {re.sub("[A-Z]", lambda m: "_" + m[0].lower(), k): v for k, v in options.items()}


def dtype_of(case):
    return getattr(torch, case.get("dtype", "float32"))


def draw(shape, dtype):
    return torch.randn(shape).to(dtype)


# ---- recurrent layers


def recurrent_case(rng):
    kind = rng.choice(["RNN", "RNN", "LSTM", "GRU"])
    large = rng.random() < 0.05
    size = lambda most: rng.randint(1, 40 if large else most)
    options = {}
    layers = rng.choice([1, 1, 2, 3])
    if layers > 1:
        options["numLayers"] = layers
        if rng.random() < 0.3:
            options["dropout"] = rng.choice([0.2, 0.5])
    for name in ("bidirectional", "batchFirst"):
        if rng.random() < 0.4:
            options[name] = True
    if rng.random() < 0.3:
        options["bias"] = False
    hidden = size(6)
    if kind == "RNN" and rng.random() < 0.5:
        options["nonlinearity"] = "relu"
    if kind == "LSTM" and hidden > 1 and rng.random() < 0.3:
        options["projSize"] = rng.randint(1, hidden - 1)
    form = rng.choice(["batched", "batched", "unbatched", "packed"])
    case = {
        "kind": kind, "inputSize": size(6), "hiddenSize": hidden, "options": options,
        "dtype": rng.choice(["float32", "float32", "float64"]), "form": form,
        "seq": size(6), "batch": 1 if form == "unbatched" else rng.randint(1, 4),
        "hx": rng.random() < 0.5, "train": rng.random() < 0.3, "seed": rng.randrange(1 << 40),
    }
    if form == "packed":
        lengths = [rng.randint(1, case["seq"]) for _ in range(case["batch"])]
        lengths[rng.randrange(case["batch"])] = case["seq"]
        case["enforceSorted"] = rng.random() < 0.5
        case["lengths"] = sorted(lengths, reverse=True) if case["enforceSorted"] else lengths
    return case


def run_recurrent(case):
    options, dtype = case["options"], dtype_of(case)
    torch.manual_seed(case["seed"])
    module = getattr(torch.nn, case["kind"])(
        case["inputSize"], case["hiddenSize"], dtype=dtype, **snake(options))
    first = options.get("batchFirst", False)
    seq, batch = case["seq"], case["batch"]
    unbatched = case["form"] == "unbatched"
    shape = [seq] if unbatched else [batch, seq] if first else [seq, batch]
    x = draw(shape + [case["inputSize"]], dtype).requires_grad_()
    lstm = case["kind"] == "LSTM"
    directions = 2 if options.get("bidirectional") else 1
    out_size = options.get("projSize", 0) or case["hiddenSize"]
    head = [options.get("numLayers", 1) * directions] + ([] if unbatched else [batch])
    state_shapes = [head + [out_size]] + ([head + [case["hiddenSize"]]] if lstm else [])
    hx = [draw(s, dtype).requires_grad_() for s in state_shapes] if case["hx"] else []
    factors = [draw(shape + [out_size * directions], dtype)] + [draw(s, dtype) for s in state_shapes]
    module.train(case["train"])

    def forward(x, hx):
        arguments = [] if not hx else [tuple(hx) if lstm else hx[0]]
        if case["form"] == "packed":
            packing = torch.nn.utils.rnn.pack_padded_sequence(
                x, case["lengths"], first, case["enforceSorted"])
            output, state = module(packing, *arguments)
            output, _ = torch.nn.utils.rnn.pad_packed_sequence(output, first)
        else:
            output, state = module(x, *arguments)
        return output, list(state) if lstm else [state]

    torch.manual_seed(case["seed"] + 1)
    output, states = forward(x, hx)
    loss = (output * factors[0]).sum()
    for state, factor in zip(states, factors[1:]):
        loss = loss + (state * factor).sum()
    loss.backward()
    expected = {"output": output, "loss": loss, "grad.input": x.grad}
    for i, state in enumerate(states):
        expected[f"state{i}"] = state
        expected[f"grad.hx{i}"] = hx[i].grad if hx else None
    for name, parameter in module.named_parameters():
        expected["grad." + name] = parameter.grad
    expected = pack_all(expected)

    torch.optim.SGD(module.parameters(), lr=0.1).step()
    output, states = forward(x, [state.detach() for state in states])
    second = {"output2": output}
    second.update({f"state{i}2": state for i, state in enumerate(states)})
    case["expected"] = expected | pack_all(second)


# ---- cells


def cell_case(rng):
    kind = rng.choice(["RNNCell", "LSTMCell", "GRUCell"])
    options = {}
    if rng.random() < 0.3:
        options["bias"] = False
    if kind == "RNNCell" and rng.random() < 0.5:
        options["nonlinearity"] = "relu"
    return {
        "kind": kind, "inputSize": rng.randint(1, 6), "hiddenSize": rng.randint(1, 6),
        "options": options, "dtype": rng.choice(["float32", "float64"]),
        "batch": rng.choice([0, 1, 2, 5]), "hx": rng.random() < 0.5,
        "seed": rng.randrange(1 << 40),
    }


def run_cell(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    cell = getattr(torch.nn, case["kind"])(
        case["inputSize"], case["hiddenSize"], dtype=dtype, **snake(case["options"]))
    lstm = case["kind"] == "LSTMCell"
    batch = [case["batch"]] if case["batch"] else []
    xs = [draw(batch + [case["inputSize"]], dtype).requires_grad_() for _ in range(3)]
    count = 2 if lstm else 1
    hx = [draw(batch + [case["hiddenSize"]], dtype).requires_grad_() for _ in range(count)]
    factor = draw(batch + [case["hiddenSize"]], dtype)
    hx = hx if case["hx"] else []
    states, expected = hx, {}
    for step, x in enumerate(xs):
        result = cell(x, *([tuple(states) if lstm else states[0]] if states else []))
        states = list(result) if lstm else [result]
        expected.update({f"state{i}.{step}": state for i, state in enumerate(states)})
    sum((state * factor).sum() for state in states).backward()
    for step, x in enumerate(xs):
        expected[f"grad.input{step}"] = x.grad
    for i, state in enumerate(hx):
        expected[f"grad.hx{i}"] = state.grad
    for name, parameter in cell.named_parameters():
        expected["grad." + name] = parameter.grad
    case["expected"] = pack_all(expected)


# ---- optimizers


def optimizer_case(rng):
    kind = rng.choice(["SGD", "Adam", "AdamW"])
    options = {}
    if rng.random() < 0.5:
        options["weightDecay"] = rng.choice([0.01, 0.1])
    if rng.random() < 0.3:
        options["maximize"] = True
    if kind == "SGD":
        if rng.random() < 0.7:
            options["momentum"] = rng.choice([0.5, 0.9])
            extra = rng.choice(["nesterov", "dampening", None])
            if extra:
                options[extra] = True if extra == "nesterov" else 0.3
    else:
        if rng.random() < 0.4:
            options["amsgrad"] = True
        if rng.random() < 0.4:
            options["betas"] = [0.8, 0.95]
        if rng.random() < 0.4:
            options["eps"] = 1e-4
    return {
        "kind": kind, "lr": rng.choice([0.001, 0.03]), "options": options,
        "groupLr": rng.choice([None, 0.01]), "dtype": rng.choice(["float32", "float64"]),
        "clipNorm": rng.choice([None, 0.5]), "clipValue": rng.choice([None, 0.1]),
        "steps": 100, "seed": rng.randrange(1 << 40),
    }


def run_optimizer(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    params = [draw([3, 4], dtype).requires_grad_(), draw([5], dtype).requires_grad_()]
    targets = [draw([3, 4], dtype), draw([5], dtype)]
    groups = [{"params": params[:1]}, {"params": params[1:]}]
    if case["groupLr"]:
        groups[1]["lr"] = case["groupLr"]
    optimizer = getattr(torch.optim, case["kind"])(groups, case["lr"], **snake(case["options"]))
    expected = {}
    for step in range(case["steps"]):
        optimizer.zero_grad()
        # The second parameter gets no gradient at every third step.
        loss = sum(((p - t) ** 2).sum() for p, t in list(zip(params, targets))[: 1 if step % 3 == 2 else 2])
        loss.backward()
        if case["clipNorm"]:
            norm = torch.nn.utils.clip_grad_norm_(params, case["clipNorm"])
            if step == 0:
                expected["norm"] = norm
        if case["clipValue"]:
            torch.nn.utils.clip_grad_value_(params, case["clipValue"])
        optimizer.step()
        if step == 0:
            expected.update({f"first{i}": p.detach().clone() for i, p in enumerate(params)})
    expected.update({f"last{i}": p for i, p in enumerate(params)}, loss=loss)
    case["expected"] = pack_all(expected)


# ---- losses


def loss_case(rng):
    shape = rng.choice([[4], [3, 5], [2, 4, 3], [2, 3, 2, 2]])
    classes = shape[0] if len(shape) == 1 else shape[1]
    options = {}
    if rng.random() < 0.6:
        options["reduction"] = rng.choice(["none", "sum", "mean"])
    probabilities = rng.random() < 0.3
    if not probabilities and rng.random() < 0.4:
        options["ignoreIndex"] = rng.randrange(classes)
    if rng.random() < 0.4:
        options["labelSmoothing"] = rng.choice([0.1, 0.3])
    targets = [] if len(shape) == 1 else [shape[0]] + shape[2:]
    count = 1
    for n in targets:
        count *= n
    return {
        "kind": "CrossEntropyLoss", "shape": shape, "options": options,
        "weighted": rng.random() < 0.4, "dtype": rng.choice(["float32", "float64"]),
        "targetShape": None if probabilities else targets,
        "target": None if probabilities else [rng.randrange(classes) for _ in range(count)],
        "seed": rng.randrange(1 << 40),
    }


def run_loss(case):
    dtype, shape = dtype_of(case), case["shape"]
    classes = shape[0] if len(shape) == 1 else shape[1]
    torch.manual_seed(case["seed"])
    x = draw(shape, dtype).requires_grad_()
    options = snake(case["options"])
    if case["weighted"]:
        options["weight"] = torch.rand(classes).to(dtype)
    if case["target"] is None:
        target = torch.softmax(draw(shape, dtype), 0 if len(shape) == 1 else 1)
    else:
        target = torch.tensor(case["target"]).reshape(case["targetShape"])
    loss = torch.nn.CrossEntropyLoss(**options)(x, target)
    loss.sum().backward()
    case["expected"] = pack_all({"loss": loss, "grad.input": x.grad})


# ---- errors


def error_case(rng):
    kind = rng.choice(["RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"])
    cell = kind.endswith("Cell")
    options = {}
    sizes = {"inputSize": 3, "hiddenSize": 4}
    if not cell:
        for name, values in (
            ("numLayers", [1, 1, 2, 0, -1]), ("dropout", [0, 0, 0, 1.5, -0.1, float("nan")]),
            ("bidirectional", [False, True]), ("batchFirst", [False, True]),
        ):
            value = rng.choice(values)
            if value not in (False, 0) or name == "numLayers":
                options[name] = value
        if kind == "LSTM" and rng.random() < 0.4:
            options["projSize"] = rng.choice([2, 2, 4, 9, -1])
        if kind == "RNN" and rng.random() < 0.15:
            options["nonlinearity"] = "sig"
        if rng.random() < 0.2:
            sizes["inputSize"] = rng.choice([0, -2])
        if rng.random() < 0.2:
            sizes["hiddenSize"] = rng.choice([0, -2])
    ranks = [1, 2] if cell else [2, 3]
    rank = rng.choice(ranks + ranks + [0, 1, 2, 3, 4])
    sensible = lambda *values: rng.choice(values)
    shape = [sensible(2, 5) for _ in range(max(0, rank - 1))] + ([sensible(3, 3, 7)] if rank else [])
    if not cell and rank == 3 and rng.random() < 0.15:
        shape[1 if options.get("batchFirst") else 0] = 0
    states = []
    for _ in range(rng.choice([0, 1, 1]) * (2 if kind.startswith("LSTM") else 1)):
        state_rank = rng.choice([rank, rank, rank, 1, 2, 3])
        states.append([sensible(1, 2, 2, 4) for _ in range(max(0, state_rank - 1))]
                      + ([sensible(4, 4, 9)] if state_rank else []))
    return {
        "kind": "error", "module": kind, **sizes, "options": options, "shape": shape,
        "dtype": rng.choice(["float32"] * 4 + ["float64"]), "states": states,
    }


def run_error(case):
    """Keeps the case only where torch refuses it with a message of its Python layer or checks."""
    try:
        module = getattr(torch.nn, case["module"])(
            case["inputSize"], case["hiddenSize"], **snake(case["options"]))
    except (ValueError, TypeError, RuntimeError) as e:
        case["message"], case["in"] = str(e), "constructor"
        return
    case["in"] = "forward"
    x = torch.zeros(case["shape"], dtype=dtype_of(case))
    states = [torch.zeros(s, dtype=dtype_of(case)) for s in case["states"]]
    try:
        module(x, *([tuple(states) if len(states) > 1 else states[0]] if states else []))
    except (ValueError, RuntimeError, IndexError) as e:
        case["message"] = str(e)


# ---- texts


def repr_case(rng, depth=0):
    simple = ["RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell", "Linear", "Embedding"]
    kind = rng.choice(simple + (["Sequential", "Sequential", "ModuleList", "Net"] if depth < 3 else []))
    if kind in ("Sequential", "ModuleList", "Net"):
        return {"type": kind, "children": [repr_case(rng, depth + 1) for _ in range(rng.randint(0, 3))]}
    spec = {"type": kind, "sizes": [rng.randint(1, 9), rng.randint(2, 9)], "options": {}}
    if kind == "Embedding":
        if rng.random() < 0.5:
            spec["options"]["paddingIdx"] = rng.randrange(spec["sizes"][0])
        return spec
    if rng.random() < 0.4:
        spec["options"]["bias"] = False
    if kind in ("RNN", "LSTM", "GRU"):
        for name, value in (("numLayers", rng.randint(2, 4)), ("batchFirst", True),
                            ("dropout", rng.choice([0.1, 0.25, 1])), ("bidirectional", True)):
            if rng.random() < 0.4:
                spec["options"][name] = value
    if kind == "LSTM" and rng.random() < 0.4:
        spec["options"]["projSize"] = 1
    if kind == "RNNCell" and rng.random() < 0.4:
        spec["options"]["nonlinearity"] = "relu"
    return spec


class Net(torch.nn.Module):
    def __init__(self, children):
        super().__init__()
        for i, child in enumerate(children):
            self.add_module(f"layer{i}", child)


def build(spec):
    if "children" in spec:
        children = [build(child) for child in spec["children"]]
        if spec["type"] == "Sequential":
            return torch.nn.Sequential(*children)
        return Net(children) if spec["type"] == "Net" else torch.nn.ModuleList(children)
    return getattr(torch.nn, spec["type"])(*spec["sizes"], **snake(spec["options"]))


# ---- all of it


def recurrent(rng):
    case = recurrent_case(rng)
    run_recurrent(case)
    return case


def cell(rng):
    case = cell_case(rng)
    run_cell(case)
    return case


def optimizer(rng):
    case = optimizer_case(rng)
    run_optimizer(case)
    return case


def loss(rng):
    case = loss_case(rng)
    run_loss(case)
    return case


def error(rng):
    while True:
        case = error_case(rng)
        run_error(case)
        if "message" in case:
            return case


def text(rng):
    spec = repr_case(rng)
    # ModuleList folds repeated modules into one line; the Java one prints them all.
    return {"kind": "repr", "spec": spec, "text": repr(build(spec))}


SHARES = {"recurrent": (recurrent, 1), "cells": (cell, 0.2), "optimizers": (optimizer, 0.1),
          "losses": (loss, 0.1), "errors": (error, 0.3), "reprs": (text, 0.15)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--out", type=pathlib.Path, default=DEFAULT_OUT)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    for name, (make, share) in SHARES.items():
        rng = random.Random(f"{args.seed} {name}")
        count = max(1, round(args.cases * share))
        with open(args.out / f"{name}.jsonl.gz", "wb") as file:
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as lines:
                for i in range(count):
                    case = {"id": f"{name}-{args.seed}-{i}"} | make(rng)
                    lines.write((json.dumps(case) + "\n").encode())
    versions = {"torch": torch.__version__, "seed": args.seed, "cases": args.cases}
    (args.out / "versions.json").write_text(json.dumps(versions) + "\n")


if __name__ == "__main__":
    main()
