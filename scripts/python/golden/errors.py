"""
What torch refuses, with its whole message; where several things are wrong, its first.

"type" is Python's, "message" what Java must say. It is torch's, but where "torch" has another: a
call that lets a wrong shape through to an operator, whose message is about its own arguments.
"""

import torch
from golden import refusals
from golden.common import dtype_of, snake
from golden.reprs import CELLS, RECURRENT
from torch.nn.utils.rnn import pack_padded_sequence


def make(rng):
    choose, run = rng.choice(
        [(layer, run_layer)] * 5 + [(packed, run_packed)] + [(f, refusals.run) for f in refusals.ALL])
    while True:
        case = choose(rng)
        try:
            run(case)
        except (ValueError, TypeError, RuntimeError, IndexError, AssertionError) as e:
            case["type"], case["message"] = type(e).__name__, str(e)
            own = own_words(case)
            if own and own != case["message"]:
                case |= {"torch": case["message"], "message": own}
            return {"kind": "error"} | case


def own_words(case):
    message = case["message"]
    if message.startswith(("The size of tensor a", "mat1 and mat2 shapes")):
        # A cell does not look at the rank of its state when the input is unbatched.
        if case["call"] == "layer" and case["module"] in CELLS and len(case["shape"]) == 1:
            return f"{case['module']}: Expected hidden to be 1D as the input is, got 2D instead"
    if message.startswith(("mat1 and mat2 must", "expected m1 and m2", "get_mkldnn_dtype")):
        # torch names oneDNN's types, or a matrix, by the way that an LSTM takes.
        if case["call"] in ("layer", "packed") and case["module"] == "LSTM":
            return ("Input and hidden tensors are not the same dtype, found input tensor with Float"
                    " and hidden tensor with Double")
    if case["call"] == "packPadded" and not case["enforceSorted"]:
        # Packing picks sequences in the order of the lengths before it looks at the input.
        lengths, batch = len(case["lengths"]), case["shape"][0 if case["batchFirst"] else 1]
        if 0 in case["shape"]:
            return "Cannot pack empty tensors."
        if lengths != batch:
            return f"Expected `len(lengths)` to be equal to batch_size, but got {lengths} (batch_size={batch})"
    if message.startswith("element 0 of tensors"):
        return (message + ": no parameter that the loss was made from requires a gradient, or nothing"
                " was recorded when it was made")
    return None


def layer(rng):
    kind = rng.choice(RECURRENT + CELLS)
    cell = kind in CELLS
    options = {}
    sizes = {"inputSize": 3, "hiddenSize": 4}
    if not cell:
        # Mostly right, so that forward is reached.
        for name, values in (
            ("numLayers", [1] * 6 + [2] * 3 + [0, -1]),
            ("dropout", [0] * 8 + [1.5, -0.1, float("nan")]),
            ("bidirectional", [False, True]), ("batchFirst", [False, True]),
        ):
            value = rng.choice(values)
            if value not in (False, 0) or name == "numLayers":
                options[name] = value
        if kind == "LSTM" and rng.random() < 0.5:
            options["projSize"] = rng.choice([2, 2, 4, 9, -1, -1])
        if kind == "RNN" and rng.random() < 0.1:
            options["nonlinearity"] = "sig"
        for size in sizes:
            if rng.random() < 0.07:
                sizes[size] = rng.choice([0, -2])
    elif kind == "RNNCell" and rng.random() < 0.15:
        # Alone: torch looks at it in forward, Java when the cell is built.
        return {
            "call": "layer", "module": kind, **sizes, "options": {"nonlinearity": "sig"},
            "shape": [2, 3], "dtype": "float32", "states": [], "stateType": "float32",
        }
    ranks = [1, 2] if cell else [2, 3]
    rank = rng.choice(ranks * 3 + [0, 1, 2, 3, 4])
    shape = [rng.choice([2, 5]) for _ in range(rank - 1)] + ([rng.choice([3, 3, 3, 7])] if rank else [])
    if not cell and rank == 3 and rng.random() < 0.15:
        shape[1 if options.get("batchFirst") else 0] = 0
    states = []
    for _ in range(rng.choice([0, 1, 1, 1]) * (2 if kind.startswith("LSTM") else 1)):
        state_rank = rng.choice([rank] * 6 + [1, 2, 3])
        states.append([rng.choice([1, 2, 2, 4]) for _ in range(state_rank - 1)]
                      + ([rng.choice([4, 4, 4, 9])] if state_rank else []))
    dtype = rng.choice(["float32"] * 4 + ["float64"])
    return {
        "call": "layer", "module": kind, **sizes, "options": options, "shape": shape,
        "dtype": dtype, "states": states, "stateType": rng.choice([dtype, dtype, "float64"]),
    }


def construct(case):
    return getattr(torch.nn, case["module"])(
        case["inputSize"], case["hiddenSize"], **snake(case["options"]))


def arguments(case):
    states = [torch.zeros(s, dtype=getattr(torch, case["stateType"])) for s in case["states"]]
    return [tuple(states) if len(states) > 1 else states[0]] if states else []


def run_layer(case):
    construct(case)(torch.zeros(case["shape"], dtype=dtype_of(case)), *arguments(case))


def packed(rng):
    """Not LSTM: torch does not check what it gets packed."""
    layers, both = rng.choice([1, 2]), rng.random() < 0.5
    batch, rows = rng.choice([1, 2]), layers * (2 if both else 1)
    features = rng.choice([[3], [3], [3], [7], [], [3, 2]])
    dtype = rng.choice(["float32"] * 3 + ["float64"])
    states = [rng.choice([rows, rows, rows + 1]), rng.choice([batch, batch, 3]), rng.choice([4, 4, 9])]
    states = rng.choice([[], [states], [states], [states[1:]]])
    return {
        "call": "packed", "module": rng.choice(["RNN", "GRU"]), "inputSize": 3, "hiddenSize": 4,
        "options": {"numLayers": layers, "bidirectional": both}, "shape": [3, batch] + features,
        "dtype": dtype, "lengths": [3, 2][:batch], "states": states,
        "stateType": rng.choice([dtype, dtype, "float64"]),
    }


def run_packed(case):
    x = torch.zeros(case["shape"], dtype=dtype_of(case))
    construct(case)(pack_padded_sequence(x, case["lengths"]), *arguments(case))
