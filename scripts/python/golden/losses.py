"""CrossEntropyLoss, NLLLoss, MSELoss and BCEWithLogitsLoss with their gradients."""

import torch
from golden.common import backward, draw, draw_leaf, dtype_of, finish, seed, snake

CLASS_SHAPES = [[4], [3, 5], [1, 2], [2, 4, 3], [2, 3, 2, 2], [40, 7]]
SHAPES = [[], [4], [3, 5], [2, 4, 3], [16, 20]]


def make(rng):
    kind = rng.choice(["CrossEntropyLoss", "CrossEntropyLoss", "NLLLoss", "MSELoss",
                       "BCEWithLogitsLoss"])
    options = {}
    if rng.random() < 0.6:
        options["reduction"] = rng.choice(["none", "sum", "mean"])
    case = {"kind": kind, "options": options, "dtype": rng.choice(["float32", "float64"]),
            "seed": seed(rng)}
    if kind in ("CrossEntropyLoss", "NLLLoss"):
        choose_classes(rng, case)
    else:
        case["shape"] = rng.choice(SHAPES)
        tails = [case["shape"][i:] for i in range(len(case["shape"]) + 1)]
        for weight in ("weight", "posWeight") if kind == "BCEWithLogitsLoss" else ():
            case[weight] = rng.choice(tails) if rng.random() < 0.4 else None
    return finish(case, compute)


def choose_classes(rng, case):
    shape = case["shape"] = rng.choice(CLASS_SHAPES)
    classes = shape[0] if len(shape) == 1 else shape[1]
    case["weight"] = [classes] if rng.random() < 0.4 else None
    cross = case["kind"] == "CrossEntropyLoss"
    if cross and rng.random() < 0.4:
        case["options"]["labelSmoothing"] = rng.choice([0.1, 0.3, 1.0])
    if cross and rng.random() < 0.3:
        return  # probabilities
    ignored = rng.choice([None, None, -100, -1, rng.randrange(classes)])
    if ignored not in (None, -100):
        case["options"]["ignoreIndex"] = ignored
    targets = list(range(classes)) * 2 + ([] if ignored is None else [ignored])
    case["targetShape"] = [] if len(shape) == 1 else shape[:1] + shape[2:]
    count = torch.Size(case["targetShape"]).numel()
    case["target"] = [rng.choice(targets) for _ in range(count)]


def compute(case):
    dtype, shape = dtype_of(case), case["shape"]
    torch.manual_seed(case["seed"])
    x = draw_leaf(shape, dtype)
    options = snake(case["options"])
    for weight, name in (("weight", "weight"), ("posWeight", "pos_weight")):
        if case.get(weight) is not None:
            options[name] = torch.rand(case[weight]).to(dtype)
    if "target" in case:
        target = torch.tensor(case["target"], dtype=torch.int64).reshape(case["targetShape"])
    elif case["kind"] == "CrossEntropyLoss":
        target = torch.softmax(draw(shape, dtype), 0 if len(shape) == 1 else 1)
    elif case["kind"] == "MSELoss":
        target = draw(shape, dtype)
    else:
        target = torch.rand(shape).to(dtype)
    loss = getattr(torch.nn, case["kind"])(**options)(x, target)
    backward((loss * draw(loss.shape, dtype)).sum())
    return {"loss": loss, "grad.input": x.grad}
