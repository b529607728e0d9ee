"""Losses of two to four arrays: numbers, gradients to all that floats, refusals and reprs."""

import torch
import torch.nn.functional as F
from golden.common import backward, dtype_of, finish, recording, seed, snake

SHAPES = [[], [4], [3, 5], [2, 4, 3], [16, 20]]
TYPES = ["float32", "float64", "int64", "int32", "uint8", "bool"]
EDGES = ["inf", "-inf", "nan", 0.0, -0.0, 1.0, -1.0, 0.5, 1e30, -1e30, 1e-30, 90.0, -90.0]


def make(rng):
    return rng.choice([numbers, numbers, numbers, refusal])(rng)


def numbers(rng):
    while True:
        case = rng.choice(list(KINDS.values()))(rng)
        case |= {"kind": "more loss", "seed": seed(rng)}
        try:
            return finish(case, compute)
        except (ValueError, RuntimeError, IndexError):
            pass  # refusals are chosen apart


def array(shape, dtype, draw="randn", leaf=True):
    return {"shape": shape, "dtype": dtype, "draw": draw,
            "leaf": leaf and dtype.startswith("float")}


def given(shape, dtype, values, leaf=False):
    return {"shape": shape, "dtype": dtype, "values": values, "leaf": leaf}


def edges(rng, dtype):
    return given([13], dtype, [rng.choice(EDGES) for _ in range(13)], True)


def floats(rng):
    return rng.choice(["float32", "float32", "float64"])


def choose(rng, kind, reductions=("none", "sum", "mean"), **options):
    """Some of the options, each by one of its values."""
    chosen = {"loss": kind, "options": {}}
    if rng.random() < 0.6:
        chosen["options"]["reduction"] = rng.choice(reductions)
    for name, values in options.items():
        if rng.random() < 0.6:
            chosen["options"][name] = rng.choice(values)
    return chosen


def broadcast(rng, shape):
    """The shape, or now and then one that broadcasts to it."""
    if rng.random() < 0.8 or not shape:
        return shape
    return rng.choice([shape[1:], [1] + shape[1:], shape[:-1] + [1]])


def pair(rng, first="randn", second="randn"):
    dtype = floats(rng)
    if rng.random() < 0.15:
        return [edges(rng, dtype), edges(rng, dtype)]
    other = dtype if rng.random() < 0.85 else rng.choice(["float32", "float64"])
    shape = rng.choice(SHAPES)
    return [array(shape, dtype, first), array(broadcast(rng, shape), other, second)]


def huber(rng):
    case = choose(rng, "HuberLoss", delta=[0.5, 1.0, 2.5])
    return case | {"arrays": pair(rng)}


def weighted(rng):
    kind = rng.choice(["MSELoss", "L1Loss", "HuberLoss"])
    case = choose(rng, kind) | {"arrays": pair(rng)}
    x = case["arrays"][0]
    case["arrays"].append(array(x["shape"], x["dtype"], "rand"))
    return case


def kl_div(rng):
    case = choose(rng, "KLDivLoss", ("none", "sum", "mean", "batchmean"), logTarget=[True, False])
    second = "randn" if case["options"].get("logTarget") else "rand"
    return case | {"arrays": pair(rng, "randn", second)}


def poisson(rng):
    case = choose(rng, "PoissonNLLLoss", logInput=[True, False], full=[True], eps=[1e-3])
    first = "randn" if case["options"].get("logInput", True) else "rand"
    return case | {"arrays": pair(rng, first, rng.choice(["rand", "counts"]))}


def gaussian(rng):
    case = choose(rng, "GaussianNLLLoss", full=[True], eps=[0.1, 1e-3])
    arrays = pair(rng)
    shape = arrays[0]["shape"]
    if "values" in arrays[0]:
        arrays[0], arrays[1] = (array(shape, a["dtype"]) for a in arrays)
    tails = [shape] * 3
    if shape:
        tails += [shape[:-1], shape[:-1] + [1], [1] + shape[1:]]
    arrays.append(array(rng.choice(tails), arrays[0]["dtype"], "rand"))
    if rng.random() < 0.1:
        arrays[2] = rng.choice([0.25, 1.0, 0.0, 3.0])
    return case | {"arrays": arrays}


def soft_margin(rng):
    case = choose(rng, "SoftMarginLoss")
    arrays = pair(rng, "randn", "signs")
    arrays[1]["leaf"] = rng.random() < 0.03  # which is refused
    return case | {"arrays": arrays}


def hinge(rng):
    case = choose(rng, "HingeEmbeddingLoss", margin=[0.5, 2.0, -1.0])
    arrays = pair(rng, "randn", "signs")
    arrays[1]["leaf"] = False
    return case | {"arrays": arrays}


def ranking(rng):
    case = choose(rng, "MarginRankingLoss", margin=[0.5, -0.25])
    x, target = pair(rng, "randn", "signs")
    if len(target["shape"]) != len(x["shape"]):
        target["shape"] = x["shape"]
    return case | {"arrays": [x, dict(x), target]}


def cosine(rng):
    case = choose(rng, "CosineEmbeddingLoss", margin=[0.5, -0.25])
    dtype, shape = floats(rng), rng.choice([[4], [3, 5], [16, 20], [1, 2]])
    other = [1] + shape[1:] if len(shape) > 1 and rng.random() < 0.2 else shape
    target = array(shape[:-1], rng.choice([dtype, "int64"]), "signs", False)
    if rng.random() < 0.15:
        return case | {"arrays": [edges(rng, dtype), edges(rng, dtype),
                                  array([], dtype, "signs", False)]}
    return case | {"arrays": [array(shape, dtype), array(other, dtype), target]}


def triplet(rng):
    case = choose(rng, "TripletMarginLoss", margin=[0.5, 3.0], p=[1.0, 2.0, 3.0, 1.5], eps=[1e-3],
                  swap=[True])
    dtype, shape = floats(rng), rng.choice([[4], [3, 5], [2, 4, 3], [16, 20]])
    other = [1] + shape[1:] if rng.random() < 0.2 else shape
    if rng.random() < 0.1:
        return case | {"arrays": [edges(rng, dtype) for _ in range(3)]}
    return case | {"arrays": [array(shape, dtype), array(other, dtype), array(shape, dtype)]}


def multi_margin(rng):
    case = choose(rng, "MultiMarginLoss", p=[1, 2], margin=[0.5, 2.0])
    shape = rng.choice([[4], [3, 5], [1, 2], [16, 20], [6, 1]])
    dtype = floats(rng)
    if rng.random() < 0.4:
        case["weight"] = shape[-1:]
    count = 1 if len(shape) == 1 else shape[0]
    sizes = rng.choice([[], [1]]) if len(shape) == 1 else [count]
    target = given(sizes, "int64", [rng.randrange(shape[-1]) for _ in range(count)])
    return case | {"arrays": [array(shape, dtype), target]}


def multilabel(rng):
    case = choose(rng, "MultiLabelMarginLoss")
    shape = rng.choice([[4], [3, 5], [1, 2], [16, 20], [6, 1]])
    rows = 1 if len(shape) == 1 else shape[0]
    values = []
    for _ in range(rows):
        labels = rng.sample(range(shape[-1]), rng.randint(0, shape[-1]))
        rest = shape[-1] - len(labels)
        values += labels + ([-1] + [rng.randint(-1, shape[-1] - 1) for _ in range(rest)])[:rest]
    return case | {"arrays": [array(shape, floats(rng)), given(shape, "int64", values)]}


def multilabel_soft(rng):
    case = choose(rng, "MultiLabelSoftMarginLoss")
    arrays = pair(rng, "randn", "rand")
    shape = arrays[0]["shape"]
    if not shape:
        return multilabel_soft(rng)
    if rng.random() < 0.4:
        case["weight"] = shape[-1:]
    return case | {"arrays": arrays}


def ctc(rng, batch=None):
    case = choose(rng, "CTCLoss", zeroInfinity=[True, False])
    length, classes = rng.choice([[5, 4], [8, 3], [12, 6]])
    batch = batch or rng.choice([1, 2, 3, 7])
    if rng.random() < 0.3:
        case["options"]["blank"] = rng.randrange(classes)
    dtype = floats(rng)
    single = batch == 1 and rng.random() < 0.7
    inputs = [rng.choice([length, length, rng.randint(0, length)]) for _ in range(batch)]
    lengths = [rng.randint(0, rng.choice([3, length])) for _ in range(batch)]
    labels = [[rng.randrange(classes) for _ in range(n)] for n in lengths]
    types = [rng.choice(["int64", "int64", "int32", "uint8"]) for _ in range(3)]
    if rng.random() < 0.5:
        most = max(max(lengths), 1) + rng.choice([0, 2])
        pad = 0 if types[0] == "uint8" else -1
        values = [v for row in labels for v in row + [pad] * (most - len(row))]
        targets = given([batch, most], types[0], values)
    else:
        values = [v for row in labels for v in row]
        targets = given([len(values)], types[0], values)
    shape = [length, classes] if single else [length, batch, classes]
    if rng.random() < 0.5:
        kinds = [inputs, lengths]  # as tuples
    else:
        sizes = [] if single and rng.random() < 0.5 else [batch]
        kinds = [given(sizes, types[1], inputs), given(sizes, types[2], lengths)]
    return case | {"arrays": [array(shape, dtype, "logs"), targets, *kinds]}


KINDS = {
    "huber": huber, "weighted": weighted, "kl_div": kl_div, "poisson": poisson,
    "gaussian": gaussian, "soft_margin": soft_margin, "hinge": hinge, "ranking": ranking,
    "cosine": cosine, "triplet": triplet, "multi_margin": multi_margin, "multilabel": multilabel,
    "multilabel_soft": multilabel_soft, "ctc": ctc, "more_ctc": ctc,
}


def built(spec):
    """An array of a case: drawn, or of its values."""
    if not isinstance(spec, dict):
        return spec
    dtype = dtype_of(spec)
    if "values" in spec:
        values = [float(v) if isinstance(v, str) else v for v in spec["values"]]
        made = torch.tensor(values, dtype=dtype).reshape(spec["shape"])
    elif spec["draw"] == "rand":
        made = torch.rand(spec["shape"]).to(dtype)
    elif spec["draw"] == "logs":
        made = (torch.rand(spec["shape"]) * -3).to(dtype)
    elif spec["draw"] == "counts":
        made = torch.floor(torch.rand(spec["shape"]) * 5).to(dtype)
    elif spec["draw"] == "signs":
        made = (torch.floor(torch.rand(spec["shape"]) * 2) * 2 - 1).to(dtype)
    else:
        made = torch.randn(spec["shape"]).to(dtype)
    return made.requires_grad_(spec["leaf"])


def options_of(case):
    options = snake(case["options"])
    if case.get("weight") is not None:
        dtype = dtype_of(case["arrays"][0])
        options["weight"] = torch.rand(case["weight"]).to(dtype)
    return options


def run(case, arrays):
    options = options_of(case)
    if len(arrays) == 3 and case["loss"] in ("MSELoss", "L1Loss", "HuberLoss"):
        name = case["loss"].lower().replace("loss", "_loss")
        return getattr(F, name)(*arrays[:2], weight=arrays[2], **options)
    return getattr(torch.nn, case["loss"])(**options)(*arrays)


def compute(case):
    torch.manual_seed(case["seed"])
    arrays = [built(spec) for spec in case["arrays"]]
    loss = run(case, arrays)
    backward((loss * torch.randn(loss.shape).to(loss.dtype)).sum())
    expected = {"loss": loss}
    if recording():
        expected |= {f"grad.{i}": x.grad for i, x in enumerate(arrays)
                     if isinstance(x, torch.Tensor)}
    return expected


def refusal(rng):
    while True:
        case = rng.choice(list(KINDS.values()))(rng)
        spoil(rng, case)
        try:
            run_criterion(case)
        except (ValueError, TypeError, RuntimeError, IndexError, NotImplementedError) as e:
            text = str(e)
            # The second is of this module's own arrays.
            if "invalid combination" not in text and "without overflow" not in text:
                return {"kind": "error", "call": "criterion"} | case | {
                    "type": type(e).__name__, "message": text}


def run_criterion(case):
    torch.manual_seed(0)
    run(case, [built(spec) for spec in case["arrays"]])


def spoil(rng, case):
    """Makes one thing wrong, perhaps."""
    arrays = case["arrays"]
    which = rng.randrange(len(arrays))
    spec = arrays[which]
    wrong = rng.choice(["shape", "shape", "type", "type", "types", "value", "option", "weight"])
    if wrong == "option":
        name, value = rng.choice([
            ("reduction", "avg"), ("delta", 0.0), ("delta", -1.0), ("p", 3), ("margin", 0.0),
            ("margin", -1.5), ("blank", 9), ("blank", -1)])
        fits = {"delta": ["HuberLoss"], "p": ["MultiMarginLoss"], "margin": ["TripletMarginLoss"],
                "blank": ["CTCLoss"]}
        if case["loss"] in fits.get(name, [case["loss"]]):
            case["options"][name] = value
    elif wrong == "weight" and "weight" in case:
        case["weight"] = rng.choice([[7], [2, 3], []])
    elif isinstance(spec, list):
        spec[rng.randrange(len(spec))] = rng.choice([-1, 13, 100])
        if rng.random() < 0.3:
            spec.append(1)
    elif not isinstance(spec, dict):
        arrays[which] = -0.5
    elif wrong == "shape" and "values" in spec:
        spec["values"] = spec["values"] + [0]
        spec["shape"] = rng.choice([[len(spec["values"])], [1, len(spec["values"])]])
    elif wrong == "shape":
        spec["shape"] = rng.choice([[], [3], [7], [2, 3], [5, 3], [3, 5, 2], [2, 2, 2, 2], [0, 4]])
    elif wrong == "type":
        spec["dtype"], spec["leaf"] = rng.choice(TYPES), False
    elif wrong == "types":
        for one in arrays:
            if isinstance(one, dict) and "values" not in one:
                one["dtype"], one["leaf"] = rng.choice(TYPES), False
    elif wrong == "value" and "values" in spec and case["loss"] not in ("CTCLoss", "KLDivLoss"):
        spec["values"] = [9 if rng.random() < 0.5 else -2 for _ in spec["values"]]
    elif wrong == "value" and isinstance(arrays[-1], dict) and "draw" in arrays[-1]:
        arrays[-1]["draw"] = "randn"
