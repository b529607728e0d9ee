"""Activations and losses that work element by element: numbers, gradients, refusals and reprs."""

import torch
from golden import layers, refusals
from golden.common import backward, draw, draw_leaf, dtype_of, finish, seed, snake
from golden.reprs import build

SHAPES = [[], [4], [3, 5], [2, 4, 3], [16, 20]]
LOSSES = ["BCELoss", "L1Loss", "SmoothL1Loss"]
ALL = ["LeakyReLU", "GELU", "SiLU", "Softplus", "Hardtanh", "LogSigmoid", "Tanh", "ELU"]
BETAS = [0.0, 0.5, 1.0, 2.5]


def make(rng):
    return rng.choice([activation, activation, loss, loss, refusal, text])(rng)


# Of as many numbers as torch's kernel takes at once: the rest it computes one by one, by the C library.
ELU_SHAPES = [[32], [2, 4, 4], [16, 20]]


def spec(rng, kinds=ALL[:-1]):
    kind = rng.choice(kinds)
    args = {
        "LeakyReLU": [[], [0.2], [1], [1e-5], [-0.5]],
        "ELU": [[], [2], [0.5]],
        "GELU": [[], ["none"], ["tanh"]],
        "Softplus": [[], [2, 10], [0.5, 1.5], [3, 1.0]],
        "Hardtanh": [[], [0, 6], [-0.5, 0.25], [-2, 0.5]],
    }
    return {"type": kind, "args": rng.choice(args.get(kind, [[]])), "options": {}}


def activation(rng):
    if rng.random() < 0.7:
        wanted = spec(rng, ALL)
        case = {"spec": wanted, "shape": rng.choice(ELU_SHAPES if wanted["type"] == "ELU" else SHAPES),
                "dtype": rng.choice(["float32", "float64"])}
    else:
        children, width = [], rng.randint(1, 6)
        case = {"spec": {"type": "Sequential", "children": children},
                "shape": [rng.randint(1, 4), width], "dtype": "float32"}
        for _ in range(rng.randint(1, 3)):
            sizes = [width, width := rng.randint(1, 6)]
            children += [{"type": "Linear", "args": sizes, "options": {}}, spec(rng)]
    return finish({"kind": "layer", "train": rng.random() < 0.5, "seed": seed(rng)} | case,
                  layers.compute)


def loss(rng):
    kind = rng.choice(LOSSES)
    case = {"kind": kind, "options": {}, "dtype": rng.choice(["float32", "float64"]),
            "seed": seed(rng), "shape": rng.choice(SHAPES)}
    if rng.random() < 0.6:
        case["options"]["reduction"] = rng.choice(["none", "sum", "mean"])
    if kind == "SmoothL1Loss" and rng.random() < 0.7:
        case["options"]["beta"] = rng.choice(BETAS)
    if kind == "BCELoss":
        # Probabilities of exactly 0 and 1 too, whose logarithms are cut off.
        case["scale"] = rng.choice([1, 3, 500])
        tails = [case["shape"][i:] for i in range(len(case["shape"]) + 1)]
        case["weight"] = rng.choice(tails) if rng.random() < 0.4 else None
    return finish(case, compute_loss)


def compute_loss(case):
    dtype, shape = dtype_of(case), case["shape"]
    torch.manual_seed(case["seed"])
    x = draw_leaf(shape, dtype)
    options = snake(case["options"])
    if case.get("weight") is not None:
        options["weight"] = torch.rand(case["weight"]).to(dtype)
    if case["kind"] == "BCELoss":
        given, target = torch.sigmoid(x * case["scale"]), torch.rand(shape).to(dtype)
    else:
        given, target = x, draw(shape, dtype)
    result = getattr(torch.nn, case["kind"])(**options)(given, target)
    backward((result * draw(result.shape, dtype)).sum())
    return {"loss": result, "grad.input": x.grad}


def refusal(rng):
    while True:
        case = rng.choice([refused_layer, refused_loss])(rng)
        try:
            refusals.run(case)
        except (ValueError, TypeError, RuntimeError, AssertionError) as e:
            return {"kind": "error"} | case | {"type": type(e).__name__, "message": str(e)}


def refused_layer(rng):
    wrong = spec(rng, ALL)
    if wrong["type"] == "GELU" and rng.random() < 0.5:
        wrong["args"] = ["Tanh"]
    elif wrong["type"] == "Hardtanh" and rng.random() < 0.7:
        wrong["args"] = rng.choice([[1, -1], [0.5, 0.5], [2, -0.25], [-1, 1]])
    return {"call": "small", "spec": wrong, "shape": rng.choice([[], [2], [2, 3], [0]]), "value": 1,
            "dtype": rng.choice(["int64", "int32", "uint8", "bool", "float32"])}


def refused_loss(rng):
    kind = rng.choice(LOSSES)
    case = {"call": "loss", "module": kind, "options": {}, "shape": [3, 4], "dtype": "float32",
            "targetShape": [3, 4], "targetType": "float32", "target": 0, "weight": None}
    wrong = rng.choice(["reduction", "shape", "types", "target", "weight", "beta"])
    if wrong == "reduction":
        case["options"]["reduction"] = rng.choice(["avg", "Mean"])
    elif wrong == "shape":
        case["targetShape"] = rng.choice([[4], [5], [3, 5], [2, 4]])
    elif wrong == "types":
        types = ["float32", "float64", "int64", "int32", "int8", "uint8", "bool"]
        case |= {"dtype": rng.choice(types), "targetType": rng.choice(types)}
        if kind != "BCELoss" and rng.random() < 0.5:
            case["options"]["reduction"] = rng.choice(["sum", "mean"])
    elif wrong == "target":
        case["target"] = rng.choice([2, -1])
    elif wrong == "weight" and kind == "BCELoss":
        case["weight"] = rng.choice([[3], [5, 3, 4], [2, 4], [4, 1], [2, 1, 1]])
    elif wrong == "beta" and kind == "SmoothL1Loss":
        case["options"]["beta"] = rng.choice([-1.0, float("nan")])
    return case


def text(rng):
    plain = {"type": rng.choice(LOSSES), "args": [], "options": {}}
    wanted = rng.choice([spec(rng, ALL), spec(rng, ALL), plain])
    return {"kind": "repr", "spec": wanted, "text": repr(build(wanted))}
