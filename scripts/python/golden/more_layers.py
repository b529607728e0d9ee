"""Layers and functions that came later: numbers, gradients, refusals and reprs."""

import torch
import torch.nn.functional as F
from golden import layers, refusals
from golden.common import backward, draw_leaf, draw, dtype_of, finish, parameters, recording, seed, snake
from golden.reprs import build

# Of as many numbers as torch's kernel takes at once: the rest it computes one by one, by the C library.
SHAPES = [[32], [2, 4, 4], [16, 20]]
ACTIVATIONS = {
    "PReLU": [[]], "SELU": [[]], "CELU": [[], [2], [0.5], [-1.5]], "Mish": [[]], "Softsign": [[]],
    "Hardsigmoid": [[]], "Hardswish": [[]], "Threshold": [[0.1, 20], [-1, 0.5]], "GLU": [[], [0], [-2]],
}


def make(rng):
    kinds = [activation] * 3 + [weighted] * 3 + [moved] + [function] * 4 + [refusal] * 4 + [text] * 2
    return rng.choice(kinds)(rng)


def spec(kind, *args, **options):
    return {"type": kind, "args": list(args), "options": options}


def layer(rng, case):
    case = {"kind": "layer", "train": rng.random() < 0.5, "seed": seed(rng)} | case
    if case["train"] and "'Dropout1d'" in str(case["spec"]):
        case["masks"] = True
    return finish(case, layers.compute)


def activation(rng):
    kind = rng.choice(list(ACTIVATIONS))
    return layer(rng, {"spec": spec(kind, *rng.choice(ACTIVATIONS[kind])),
                       "shape": rng.choice(SHAPES[1:] if kind == "GLU" else SHAPES),
                       "dtype": rng.choice(["float32", "float64"])})


def weighted(rng):
    case = rng.choice([prelu, group_norm, conv_transpose, bag, batch_norm])(rng)
    return layer(rng, case | {"dtype": rng.choice(["float32", "float64"])})


def prelu(rng):
    channels = rng.randint(1, 4)
    options = {"numParameters": channels}
    if rng.random() < 0.5:
        options["init"] = rng.choice([0.1, -0.5])
    return {"spec": spec("PReLU", **options), "shape": [rng.randint(2, 4), channels, 5][:rng.randint(2, 3)]}


def group_norm(rng):
    groups = rng.randint(1, 3)
    channels = groups * rng.randint(1, 4)
    return {"spec": spec("GroupNorm", groups, channels, **group_norm_options(rng)),
            "shape": [rng.randint(1, 3), channels, 3, 2][:rng.randint(3, 4)]}


def group_norm_options(rng):
    options = {}
    for name, value in (("eps", rng.choice([1e-3, 0.5])), ("affine", False), ("bias", False)):
        if rng.random() < 0.25:
            options[name] = value
    return options


def conv_transpose(rng):
    groups = rng.choice([1, 1, 2])
    channels = [groups * rng.randint(1, 4), groups * rng.randint(1, 4)]
    shape = [channels[0], rng.randint(4, 9)]
    if rng.random() < 0.7:
        shape = [rng.randint(1, 3)] + shape
    return {"spec": spec("ConvTranspose1d", *channels, rng.randint(1, 5), **conv_options(rng, groups)),
            "shape": shape}


def conv_options(rng, groups):
    options = {"stride": rng.randint(1, 3), "padding": rng.randint(0, 2), "dilation": rng.randint(1, 2)}
    options["outputPadding"] = rng.randint(0, max(options["stride"], options["dilation"]) - 1)
    for name in list(options):
        if rng.random() < 0.4:
            del options[name]
    if options.get("outputPadding", 0) >= max(options.get("stride", 1), options.get("dilation", 1)):
        del options["outputPadding"]
    if groups > 1:
        options["groups"] = groups
    if rng.random() < 0.2:
        options["bias"] = False
    return options


def bag(rng):
    count, dim = rng.randint(1, 6), rng.randint(1, 5)
    shape = [rng.randint(1, 4), rng.randint(1, 5)]
    indices = [rng.randrange(count) for _ in range(shape[0] * shape[1])]
    return {"spec": spec("EmbeddingBag", count, dim, **bag_options(rng, count)), "shape": shape,
            "indices": indices, "indexType": rng.choice(["int64", "int32"])}


def bag_options(rng, count):
    options = {"mode": rng.choice(["sum", "mean", "max"])}
    if rng.random() < 0.3:
        options["paddingIdx"] = rng.randrange(-count, count)
    if rng.random() < 0.3:
        options["maxNorm"] = rng.choice([0.5, 1.5])
        if rng.random() < 0.5:
            options["normType"] = 1.0
    if rng.random() < 0.3 and options["mode"] != "max":
        options["scaleGradByFreq"] = True
    return options


def batch_norm(rng):
    channels = rng.randint(1, 4)
    return {"spec": spec("BatchNorm2d", channels), "shape": [rng.randint(3, 4), channels, 2, 3]}


def moved(rng):
    case = rng.choice([
        {"spec": spec("Dropout1d", rng.choice([0.0, 0.3, 0.5, 1.0])),
         "shape": [rng.randint(1, 4) for _ in range(rng.randint(2, 3))]},
        {"spec": spec("Unflatten", *rng.choice([[1, (2, 3)], [-1, (3, -1)], [1, (-1, 1, 2)]])),
         "shape": [rng.randint(1, 3), 6]},
        {"spec": {"type": "Sequential", "children": [
            spec("Linear", 3, 6), spec("Unflatten", 1, (2, 3)), spec("Mish"), spec("PReLU"), spec("GLU", 1)]},
         "shape": [4, 3]},
    ])
    return layer(rng, case | {"dtype": "float32"})


def function(rng):
    name = rng.choice(["gumbel_softmax", "interpolate", "interpolate", "embedding_bag", "bilinear",
                       "conv_transpose1d", "output_size", "group_norm", "Bilinear", "bags"])
    case = FUNCTIONS[name](rng) | {"kind": "more function", "function": name, "seed": seed(rng),
                                   "dtype": rng.choice(["float32", "float64"])}
    return finish(case, compute)


def gumbel_softmax(rng):
    return {"shapes": [[rng.randint(1, 5) for _ in range(rng.randint(1, 3))]],
            "tau": rng.choice([1.0, 0.5, 3.0]), "hard": rng.random() < 0.5, "dim": rng.choice([-1, 0])}


def interpolate(rng):
    axes = rng.choice([1, 2])
    case = {"shapes": [[rng.randint(1, 3), rng.randint(1, 3)] + [rng.randint(2, 6) for _ in range(axes)]],
            "mode": rng.choice(["nearest", "area", "linear" if axes == 1 else "bilinear"])}
    if rng.random() < 0.5:
        case["size"] = [rng.randint(1, 9)] if rng.random() < 0.5 or axes == 1 else [3, rng.randint(1, 9)]
    else:
        case["scaleFactor"] = [rng.choice([0.6, 1.5, 2.0, 2.7])]
        if axes == 2 and rng.random() < 0.5:
            case["scaleFactor"] += [1.3]
        case["recompute"] = rng.random() < 0.4
    if case["mode"].endswith("linear") and rng.random() < 0.6:
        case["alignCorners"] = rng.random() < 0.6
    return case


def embedding_bag(rng):
    count, mode = rng.randint(1, 6), rng.choice(["sum", "mean", "max"])
    length = rng.randint(1, 8)
    starts = sorted(rng.randint(0, length) for _ in range(rng.randint(0, 3)))
    case = {"shapes": [[count, rng.randint(1, 5)]], "indices": [rng.randrange(count) for _ in range(length)],
            "offsets": [0] + starts, "mode": mode, "includeLastOffset": rng.random() < 0.3,
            "scaleGradByFreq": mode != "max" and rng.random() < 0.3,
            "paddingIdx": rng.choice([None, None, rng.randrange(-count, count)])}
    if case["includeLastOffset"]:
        case["offsets"] += [length]
    if mode == "sum" and rng.random() < 0.6:
        case["shapes"] += [[length]]
    return case


def bilinear(rng):
    batch = [rng.randint(1, 4) for _ in range(rng.randint(0, 2))]
    one, two, out = rng.randint(1, 5), rng.randint(1, 5), rng.randint(1, 5)
    shapes = [batch + [one], batch + [two], [out, one, two]]
    return {"shapes": shapes + ([[out]] if rng.random() < 0.6 else [])}


def conv_transpose1d(rng):
    groups = rng.choice([1, 2])
    channels, out = groups * rng.randint(1, 3), rng.randint(1, 3)
    options = conv_options(rng, groups)
    options.pop("bias", None)
    return {"shapes": [[rng.randint(1, 3), channels, rng.randint(4, 7)], [channels, out, rng.randint(2, 4)]]
            + ([[out * groups]] if rng.random() < 0.6 else []), "options": options}


def output_size(rng):
    """A layer that is asked for a size."""
    stride, length, kernel = rng.randint(2, 4), rng.randint(3, 6), rng.randint(1, 4)
    size = (length - 1) * stride + kernel + rng.randrange(stride)
    return {"spec": spec("ConvTranspose1d", 2, 3, kernel, stride=stride), "shapes": [[2, 2, length]],
            "outputSize": rng.choice([[size], [2, 3, size]])}


def group_norm_function(rng):
    groups = rng.randint(1, 3)
    channels = groups * rng.randint(1, 3)
    return {"shapes": [[rng.randint(1, 3), channels, 5]] + [[channels]] * rng.choice([0, 1, 2]),
            "groups": groups, "eps": rng.choice([1e-5, 0.1])}


def bilinear_layer(rng):
    sizes = [rng.randint(1, 4) for _ in range(3)]
    options = {"bias": False} if rng.random() < 0.3 else {}
    return {"spec": spec("Bilinear", *sizes, **options), "shapes": [[3, sizes[0]], [3, sizes[1]]]}


def bags(rng):
    """A layer with offsets and factors."""
    count, last = rng.randint(2, 6), rng.random() < 0.5
    options = {"mode": "sum"} | ({"includeLastOffset": True} if last else {})
    return {"spec": spec("EmbeddingBag", count, 3, **options), "shapes": [[6]],
            "indices": [rng.randrange(count) for _ in range(6)], "offsets": [0, 2, 2] + ([6] if last else [])}


FUNCTIONS = {
    "gumbel_softmax": gumbel_softmax, "interpolate": interpolate, "embedding_bag": embedding_bag,
    "bilinear": bilinear, "conv_transpose1d": conv_transpose1d, "output_size": output_size,
    "group_norm": group_norm_function, "Bilinear": bilinear_layer, "bags": bags}


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    module = build(case["spec"], dtype) if "spec" in case else None
    given = [draw_leaf(shape, dtype) for shape in case["shapes"]]
    expected = parameters("weight.", module) if module else {}
    output = run(case, module, given)
    expected["output"] = output
    backward((output * draw(output.shape, dtype)).sum())
    if recording():
        expected |= {f"grad.{i}": x.grad.clone() for i, x in enumerate(given)}
        if module:
            expected |= {"grad." + name: p.grad.clone() for name, p in module.named_parameters()}
    return expected


def run(case, module, given):
    rest = given + [None] * (4 - len(given))
    match case["function"]:
        case "gumbel_softmax":
            return F.gumbel_softmax(given[0], case["tau"], case["hard"], dim=case["dim"])
        case "interpolate":
            return F.interpolate(given[0], one(case.get("size")), one(case.get("scaleFactor")), case["mode"],
                                 case.get("alignCorners"), case.get("recompute"))
        case "embedding_bag":
            return F.embedding_bag(
                torch.tensor(case["indices"]), given[0], torch.tensor(case["offsets"]), mode=case["mode"],
                scale_grad_by_freq=case["scaleGradByFreq"], per_sample_weights=rest[1],
                include_last_offset=case["includeLastOffset"], padding_idx=case["paddingIdx"])
        case "bilinear":
            return F.bilinear(*rest)
        case "conv_transpose1d":
            return F.conv_transpose1d(*rest[:3], **snake(case["options"]))
        case "output_size":
            return module(given[0], output_size=case["outputSize"])
        case "group_norm":
            return F.group_norm(given[0], case["groups"], rest[1], rest[2], case["eps"])
        case "Bilinear":
            return module(*given)
        case "bags":
            return module(torch.tensor(case["indices"]), torch.tensor(case["offsets"]), given[0])


def one(sizes):
    return None if sizes is None else sizes[0] if len(sizes) == 1 else tuple(sizes)


def text(rng):
    wanted = rng.choice([
        spec("PReLU", **rng.choice([{}, {"numParameters": 3, "init": 0.1}])), spec("Softsign"),
        spec(kind := rng.choice(list(ACTIVATIONS)), *rng.choice(ACTIVATIONS[kind])),
        spec("GroupNorm", 2, 4, **group_norm_options(rng)),
        spec("ConvTranspose1d", 2, 4, rng.randint(1, 4), **conv_options(rng, rng.choice([1, 2]))),
        spec("Bilinear", 2, 3, 4, **rng.choice([{}, {"bias": False}])),
        spec("Unflatten", *rng.choice([[1, (2, 3)], [-1, (4,)]])),
        spec("Dropout1d", rng.choice([0.5, 1, 0.1])),
        spec("EmbeddingBag", 5, 3, **bag_options(rng, 5)),
        spec("EmbeddingBag", 5, 3, maxNorm=rng.choice([1, 2.5]), normType=rng.choice([1, 2, 3.5])),
    ])
    return {"kind": "repr", "spec": wanted, "text": repr(build(wanted))}


def refusal(rng):
    while True:
        case = rng.choice([refused_layer, refused_function])(rng)
        try:
            RUN[case["call"]](case)
        except (ValueError, TypeError, RuntimeError, IndexError, AssertionError, ZeroDivisionError) as e:
            # Of a message in several lines, the reason: others name torch's own files.
            lines = [line for line in str(e).split("\n") if "unexpected error" not in line]
            return {"kind": "error"} | case | {"type": type(e).__name__, "message": lines[0]}


def refused_layer(rng):
    kind = rng.choice(["PReLU", "GroupNorm", "ConvTranspose1d", "EmbeddingBag", "Unflatten", "Dropout1d", "CELU",
                       "GLU", "Threshold"] + list(ACTIVATIONS))
    shape = [rng.choice([2, 3]) for _ in range(rng.randint(0, 4))]
    case = {"call": "small", "shape": shape, "value": rng.choice([1, 1, 1, 7, -1]),
            "dtype": rng.choice(["float32", "float32", "int64", "bool", "float64"])}
    channels = shape[1] if len(shape) > 1 else 2
    wrong = {
        "PReLU": lambda: spec(kind, numParameters=rng.choice([1, 2, 4, -1])),
        "GroupNorm": lambda: spec(kind, rng.choice([0, 1, 2, -1]), rng.choice([4, channels, -2])),
        "ConvTranspose1d": lambda: spec(kind, channels, rng.choice([2, 4, -1]), 2, **rng.choice([
            {}, {"groups": 0}, {"groups": 3}, {"stride": 0}, {"padding": -1}, {"padding": 9},
            {"dilation": 0}, {"outputPadding": 1}, {"outputPadding": -1}, {"paddingMode": "reflect"}])),
        "EmbeddingBag": lambda: spec(kind, 5, 3, **rng.choice([
            {}, {}, {"mode": "max"}, {"mode": "min"}, {"paddingIdx": 5}, {"paddingIdx": -6},
            {"mode": "max", "scaleGradByFreq": True}, {"maxNorm": 1.0}])),
        "Unflatten": lambda: spec(kind, rng.choice([0, 1, -1, 3, -4]), rng.choice([
            (2, 2), (-1, -1), (), (1, -2), (3, 1), (0, -1), (5, -1)])),
        "Dropout1d": lambda: spec(kind, rng.choice([0.5, 0.5, 1.5, -0.1])),
        "CELU": lambda: spec(kind, rng.choice([0, 0.0, 1])),
        "GLU": lambda: spec(kind, rng.choice([-1, 0, 1, 3, -4])),
    }
    if kind == "EmbeddingBag" and rng.random() < 0.6:
        case["dtype"] = "int64"
    case["spec"] = wrong[kind]() if kind in wrong else spec(kind, *rng.choice(ACTIVATIONS[kind]))
    return case


def refused_function(rng):
    name = rng.choice(["interpolate", "interpolate", "embedding_bag", "embedding_bag", "bilinear", "bilinear",
                       "conv_transpose1d", "output_size", "group_norm", "gumbel_softmax", "prelu"])
    case = {"call": "more", "function": name, "dtype": rng.choice(["float32", "float32", "float32", "int64"])}
    if name == "interpolate":
        shape = [2, 3] + [rng.choice([4, 4, 4, 0]) for _ in range(rng.choice([1, 1, 2, 2, 0, 3, 4]))]
        case |= {"shapes": [shape], "mode": rng.choice(["nearest", "linear", "bilinear", "area", "trilinear", "foo"])}
        sizes = rng.choice(["size", "size", "size", "scaleFactor", "scaleFactor", "both", "none"])
        if sizes in ("size", "both"):
            case["size"] = rng.choice([[0], [3], [3], [-1], [2, 3], [0, 2], [1 << 62]])
        if sizes in ("scaleFactor", "both"):
            case["scaleFactor"] = rng.choice([[0.1], [2.0], [-1.0], [2.0, 3.0], [1e300]])
            if case["mode"] == "area":
                case["scaleFactor"] = [0.1]  # of others, Python says what it cannot unpack
        if rng.random() < 0.3:
            case["recompute"] = True
        if rng.random() < 0.3:
            case["alignCorners"] = rng.random() < 0.5
        if len(shape) == 5 and case["mode"] in ("nearest", "area", "trilinear"):
            case["shapes"] = [shape[:4]]
    elif name == "embedding_bag":
        case |= {"shapes": [[5, 3]], "dtype": "float32",
                 "indices": [rng.choice([0, 1, 4, 4, 5, -1, 7]) for _ in range(4)],
                 "offsets": rng.choice([None, [0, 2], [0, 2], [1, 2], [0, 5], [0, 3, 1], [], [0, -1, 2]]),
                 "mode": rng.choice(["sum", "mean", "min"]), "scaleGradByFreq": False,
                 "includeLastOffset": rng.random() < 0.4, "paddingIdx": rng.choice([None, None, 5, -6])}
        if rng.random() < 0.3:
            case["shapes"] += [rng.choice([[4], [3]])]
        if case["offsets"] and -1 in case["offsets"]:
            case |= {"mode": "mean", "indices": [0] * 4}
    elif name == "bilinear":
        case |= {"shapes": rng.choice([
            [[5, 2], [4, 3], [4, 2, 3]], [[5, 2], [3], [4, 2, 3]], [[5, 2], [5, 4], [4, 2, 3]],
            [[5, 3], [5, 3], [4, 2, 3]], [[], [], [4, 2, 3]], [[5, 2], [5, 3], [4, 2]],
            [[5, 2], [5, 3], [4, 2, 3], [5]], [[5, 2], [5, 3], [4, 2, 3], [1, 4]]])}
        case["dtype"] = "float32"
    elif name == "conv_transpose1d":
        case |= {"shapes": rng.choice([
            [[1, 2, 5], [2, 3, 4], [4]], [[1, 2, 5], [3, 3, 4]], [[1, 2, 5], [2, 3, 4, 1]], [[1, 2, 5], [2, 3]],
            [[5], [2, 3, 4]], [[1, 2, 5], [2, 3, 4]], [[1, 2, 0], [2, 3, 4]]]),
            "options": rng.choice([{}, {"groups": 3}, {"groups": 0}, {"stride": -1}]), "dtype": "float32"}
    elif name == "output_size":
        case |= {"spec": spec("ConvTranspose1d", 2, 3, 4, stride=3), "dtype": "float32",
                 "shapes": [rng.choice([[1, 2, 5], [2, 5], [5], [1, 2, 5, 1]])],
                 "outputSize": rng.choice([[13], [19], [3, 16], [1, 3, 17], [], [1, 1, 1, 1]])}
    elif name == "group_norm":
        case |= {"shapes": rng.choice([
            [[4], ], [[4, 3]], [[1, 2]], [[1, 2, 1]], [[2, 4, 3], [3]], [[2, 4, 3], [4, 1]], [[2, 4, 3], [4], [3]]]),
            "groups": rng.choice([2, 2, 2, 0, -1]), "eps": 1e-5}
    elif name == "gumbel_softmax":
        case |= {"shapes": [rng.choice([[2, 3], [], [3, 0]])], "tau": 1.0, "hard": rng.random() < 0.5,
                 "dim": rng.choice([2, -1, -3, 1])}
    elif name == "prelu":
        case |= {"shapes": rng.choice([[[4, 3], [2]], [[4], [3]], [[], [2]], [[4, 3], [1, 1]], [[4, 3], [3]]])}
    return case


def run_more(case):
    given = [torch.ones(shape, dtype=dtype_of(case)) for shape in case["shapes"]]
    if case["function"] == "prelu":
        return F.prelu(*given)
    if case["function"] == "embedding_bag" and case["offsets"] is not None:
        case = case | {"offsets": torch.tensor(case["offsets"], dtype=torch.int64)}
    if case["function"] == "embedding_bag":
        rest = given + [None]
        return F.embedding_bag(
            torch.tensor(case["indices"]), given[0], case["offsets"], mode=case["mode"],
            per_sample_weights=rest[1], include_last_offset=case["includeLastOffset"],
            padding_idx=case["paddingIdx"])
    return run(case, build(case["spec"]) if "spec" in case else None, given)


RUN = {"small": refusals.run, "more": run_more}
