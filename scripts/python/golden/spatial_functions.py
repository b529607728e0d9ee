"""The functions of windows and of normalization: outputs and gradients."""

import torch
import torch.nn.functional as F
from golden.common import backward, draw_leaf, draw, dtype_of, finish, recording, seed


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    name = rng.choice(["pad", "pad", "normalize", "cosine_similarity", "linear", "layer_norm",
                       "batch_norm", "conv1d", "conv2d", "embedding", "avg_pool2d", "max_pool1d"])
    case = globals()[name](rng)
    return case | {"kind": "spatial function", "function": name, "seed": seed(rng),
                   "dtype": rng.choice(["float32", "float32", "float64"])}


def pad(rng):
    mode = rng.choice(["constant", "reflect", "replicate", "circular"])
    axes = rng.randint(1, 2)
    sizes = [rng.randint(0, 3) for _ in range(2 * axes)]
    return {"shapes": [[rng.randint(1, 3) for _ in range(rng.randint(1, 2))] + [rng.randint(4, 6)] * axes],
            "pad": sizes, "mode": mode, "value": rng.choice([0.0, -1.5]) if mode == "constant" else None}


def normalize(rng):
    shape = [rng.choice([1, 2, 3, 7, 17]) for _ in range(rng.randint(2, 3))]
    return {"shapes": [shape], "p": rng.choice([2.0, 2.0, 1.0, 3.0]), "dim": rng.choice([1, -1, 0]),
            "eps": rng.choice([1e-12, 0.5])}


def cosine_similarity(rng):
    shape = [rng.choice([1, 2, 3, 7, 17]) for _ in range(rng.randint(2, 3))]
    other = [1] + shape[1:] if rng.random() < 0.3 else shape
    return {"shapes": [shape, other], "dim": rng.choice([1, -1, 0]), "eps": rng.choice([1e-8, 0.5])}


def linear(rng):
    features, out = rng.randint(1, 7), rng.randint(1, 7)
    shapes = [[rng.randint(1, 3) for _ in range(rng.randint(0, 2))] + [features], [out, features]]
    return {"shapes": shapes + ([[out]] if rng.random() < 0.6 else [])}


def layer_norm(rng):
    normalized = [rng.choice([1, 3, 7, 17]) for _ in range(rng.randint(1, 2))]
    shapes = [[rng.randint(1, 3)] + normalized] + [normalized] * rng.choice([0, 1, 2])
    return {"shapes": shapes, "normalized": normalized, "eps": rng.choice([1e-5, 0.1])}


def batch_norm(rng):
    channels = rng.randint(1, 5)
    training = rng.random() < 0.5
    return {"shapes": [[rng.randint(4, 6), channels] + [rng.randint(1, 3)] * rng.randint(0, 2)] + [[channels]] * rng.choice([0, 2]),
            "channels": channels, "training": training,
            "momentum": rng.choice([0.1, 0.7]), "eps": rng.choice([1e-5, 0.1])}


def conv(rng, axes):
    groups, kernel = rng.choice([1, 1, 2]), [rng.randint(1, 4) for _ in range(axes)]
    channels, out = groups * rng.randint(1, 4), groups * rng.randint(1, 3)
    return {"shapes": [[rng.randint(1, 3), channels] + [rng.randint(7, 11)] * axes,
                       [out, channels // groups] + kernel] + ([[out]] if rng.random() < 0.6 else []),
            "stride": rng.randint(1, 2), "padding": rng.randint(0, 2), "dilation": rng.randint(1, 2),
            "groups": groups}


def conv1d(rng):
    return conv(rng, 1)


def conv2d(rng):
    return conv(rng, 2)


def embedding(rng):
    rows, width = rng.randint(1, 6), rng.randint(1, 5)
    return {"shapes": [[rows, width]], "indices": [rng.randrange(rows) for _ in range(rng.randint(1, 9))],
            "paddingIdx": rng.choice([None, rng.randrange(-rows, rows)]),
            "scaleGradByFreq": rng.random() < 0.3}


def avg_pool2d(rng):
    return {"shapes": [[rng.randint(1, 3), rng.randint(1, 3), rng.randint(7, 9), rng.randint(7, 9)]],
            "kernel": [rng.randint(2, 4), rng.randint(2, 4)], "stride": rng.choice([None, 1, 2]),
            "padding": rng.randint(0, 1), "ceilMode": rng.random() < 0.5,
            "countIncludePad": rng.random() < 0.5, "divisorOverride": rng.choice([None, 3])}


def max_pool1d(rng):
    return {"shapes": [[rng.randint(1, 3), rng.randint(7, 9)]], "kernel": rng.randint(2, 4),
            "stride": rng.choice([None, 1, 2]), "padding": rng.randint(0, 1),
            "dilation": rng.randint(1, 2), "ceilMode": rng.random() < 0.5}


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    given = [draw_leaf(shape, dtype) for shape in case["shapes"]]
    buffers = []
    if case["function"] == "batch_norm":
        buffers = [draw([case["channels"]], dtype), torch.exp(draw([case["channels"]], dtype))]
    output = run(case, given, buffers)
    expected = {"output": output}
    backward((output * draw(output.shape, dtype)).sum())
    if recording():
        expected |= {f"grad.{i}": x.grad.clone() for i, x in enumerate(given)}
    return expected | {f"buffer.{i}": b for i, b in enumerate(buffers)}


def run(case, given, buffers):
    rest = given + [None] * (3 - len(given))
    match case["function"]:
        case "pad":
            return F.pad(given[0], case["pad"], case["mode"], case["value"])
        case "normalize":
            return F.normalize(given[0], case["p"], case["dim"], case["eps"])
        case "cosine_similarity":
            return F.cosine_similarity(*given, dim=case["dim"], eps=case["eps"])
        case "linear":
            return F.linear(*given)
        case "layer_norm":
            return F.layer_norm(given[0], case["normalized"], rest[1], rest[2], case["eps"])
        case "batch_norm":
            return F.batch_norm(given[0], *buffers, rest[1], rest[2], case["training"],
                                case["momentum"], case["eps"])
        case "conv1d" | "conv2d":
            function = getattr(F, case["function"])
            return function(*rest, case["stride"], case["padding"], case["dilation"], case["groups"])
        case "embedding":
            return F.embedding(torch.tensor(case["indices"]), given[0], case["paddingIdx"],
                               scale_grad_by_freq=case["scaleGradByFreq"])
        case "avg_pool2d":
            return F.avg_pool2d(given[0], case["kernel"], case["stride"], case["padding"],
                                case["ceilMode"], case["countIncludePad"], case["divisorOverride"])
        case "max_pool1d":
            return F.max_pool1d(given[0], case["kernel"], case["stride"], case["padding"],
                                case["dilation"], case["ceilMode"])
