"""What other calls than those of recurrent layers refuse: a chooser and a runner for each."""

import torch
import torch.nn.utils.rnn as rnn
from golden.common import snake
from golden.more_losses import run_criterion
from golden.reprs import build, layer


def run(case):
    RUN[case["call"]](case)


def zeros(shape, dtype="float32"):
    return torch.zeros(shape, dtype=getattr(torch, dtype))


def sized(rng, ranks, sizes):
    return [rng.choice(sizes) for _ in range(rng.choice(ranks))]


def pack_padded(rng):
    shape = [rng.choice([4, 4, 4, 0]), rng.choice([2, 2, 2, 0]), 3]
    first = rng.random() < 0.5
    return {
        "call": "packPadded", "shape": [shape[1], shape[0], 3] if first else shape,
        "batchFirst": first, "enforceSorted": rng.random() < 0.6,
        "lengths": [rng.choice([1, 2, 3, 4, 0, -1]) for _ in range(rng.choice([2, 2, 2, 1, 3]))],
    }


def run_pack_padded(case):
    rnn.pack_padded_sequence(
        zeros(case["shape"]), case["lengths"], case["batchFirst"], case["enforceSorted"])


def pad_packed(rng):
    return {"call": "padPacked", "shape": [5, 2, 3], "lengths": [rng.randint(3, 5), 2],
            "totalLength": rng.randint(0, 6)}


def run_pad_packed(case):
    packed = rnn.pack_padded_sequence(zeros(case["shape"]), case["lengths"])
    rnn.pad_packed_sequence(packed, total_length=case["totalLength"])


def pad_sequence(rng):
    return {"call": "padSequence", "paddingSide": rng.choice(["mid", "Right", "left"]),
            "lengths": sized(rng, [0, 1, 2, 2], [1, 2, 4])}


def run_pad_sequence(case):
    rnn.pad_sequence([zeros([n, 3]) for n in case["lengths"]], padding_side=case["paddingSide"])


def pack_sequence(rng):
    return {"call": "packSequence", "lengths": sized(rng, [0, 1, 2, 3], [0, 1, 2, 4])}


def run_pack_sequence(case):
    rnn.pack_sequence([zeros([n, 3]) for n in case["lengths"]])


def load_state_dict(rng):
    kinds = ["RNN", "LSTM", "GRU", "RNNCell", "Linear", "Embedding"]
    children = [layer(rng, rng.choice(kinds)) for _ in range(rng.randint(1, 2))]
    spec = children[0] if len(children) == 1 else {"type": rng.choice(["Net", "Sequential"]),
                                                   "children": children}
    state = {name: list(value.shape) for name, value in build(spec).state_dict().items()}
    for name in list(state):
        fate = rng.random()
        if fate < 0.15:
            del state[name]
        elif fate < 0.3:
            state[name] = rng.choice([state[name][:1], [9] + state[name][1:], state[name] + [1], []])
    for name in rng.sample(["x", "weight_ih_l9", "layer0.extra", "hidden"], rng.choice([0, 0, 1, 2])):
        state[name] = [2]
    return {"call": "loadStateDict", "spec": spec, "state": state}


def run_load_state_dict(case):
    build(case["spec"]).load_state_dict({k: zeros(s) for k, s in case["state"].items()})


def backward(rng):
    return {"call": "backward", "shape": sized(rng, [0, 1, 2], [1, 2, 0]),
            "recorded": rng.random() < 0.7}


def run_backward(case):
    (zeros(case["shape"]).requires_grad_(case["recorded"]) * 2).backward()


def loss(rng):
    kind = rng.choice(["CrossEntropyLoss", "NLLLoss", "MSELoss", "BCEWithLogitsLoss"])
    options = {}
    if rng.random() < 0.15:
        options["reduction"] = rng.choice(["avg", "Mean"])
    elif kind == "CrossEntropyLoss" and rng.random() < 0.1:
        # Alone: Java looks at it when the loss is built, and refuses less than 0 too.
        return {"call": "loss", "module": kind, "options": {"labelSmoothing": rng.choice([1.5, 2.0])},
                "shape": [3, 4], "dtype": "float32", "targetShape": [3], "targetType": "int64",
                "target": 0, "weight": None}
    shape = rng.choice([[4], [3, 4], [2, 4, 3]])
    case = {"call": "loss", "module": kind, "options": options, "shape": shape, "dtype": "float32",
            "targetType": "float32"}
    if kind in ("CrossEntropyLoss", "NLLLoss"):
        rest = [] if len(shape) == 1 else shape[:1] + shape[2:]
        case["targetShape"] = rng.choice([rest, rest, rest, rest + [2], [5], shape])
        case["targetType"] = rng.choice(["int64"] * 4 + ["float32", "int32"])
        case["target"] = rng.choice([0, 0, 3, 4, -1, -100])
        case["weight"] = rng.choice([None, None, [4], [3]])
    else:
        case["targetShape"] = rng.choice([shape, shape[1:], [5], [3, 4]])
        if kind == "MSELoss" and "reduction" in options:
            case["targetShape"] = shape  # torch looks at it after the sizes, Java before
        case["target"] = 0
        case["weight"] = None
        if kind == "BCEWithLogitsLoss":
            case["weight"] = rng.choice([None, [4], [3], [7]])
    return case


def run_loss(case):
    options = snake(case["options"])
    if case["weight"] is not None:
        options["weight"] = torch.ones(case["weight"])
    criterion = getattr(torch.nn, case["module"])(**options)
    target = torch.full(case["targetShape"], case["target"], dtype=getattr(torch, case["targetType"]))
    criterion(zeros(case["shape"], case["dtype"]), target)


def small(rng):
    kind = rng.choice(["Linear", "Embedding", "Dropout", "Softmax", "LogSoftmax"])
    spec = {"type": kind, "args": [3, 4], "options": {}}
    if kind == "Dropout":
        spec["args"] = [rng.choice([-0.1, 1.5, float("nan")])]
    elif kind.endswith("Softmax"):
        spec["args"] = [rng.choice([1, 2, -3])]
    elif kind == "Embedding" and rng.random() < 0.3:
        spec["options"]["paddingIdx"] = rng.choice([3, -4, 9])
    return {"call": "small", "spec": spec, "shape": sized(rng, [0, 1, 2], [2, 3, 5]),
            "dtype": rng.choice(["int64", "float32", "float32", "float64"]),
            "value": rng.choice([0, 2, 3, -1])}


def run_small(case):
    x = torch.full(case["shape"], case["value"], dtype=getattr(torch, case["dtype"]))
    build(case["spec"])(x)


def optimizer(rng):
    kind = rng.choice(["SGD", "Adam", "AdamW"])
    options = {}
    if rng.random() < 0.4:
        options["weightDecay"] = rng.choice([0.1, -0.1])
    if kind == "SGD":
        if rng.random() < 0.5:
            options["momentum"] = rng.choice([0.0, 0.9, -0.9])
        if rng.random() < 0.5:
            options["nesterov"] = True
        if rng.random() < 0.3:
            options["dampening"] = 0.1
    else:
        if rng.random() < 0.5:
            options["betas"] = rng.choice([[1.0, 0.9], [0.9, -0.5], [1.5, 2.0]])
        if rng.random() < 0.4:
            options["eps"] = rng.choice([-1.0, -1e-8])
    return {"call": "optimizer", "module": kind, "lr": rng.choice([0.1, 0.1, -1.0, -1e-5]),
            "options": options, "params": rng.choice([1, 1, 1, 0])}


def run_optimizer(case):
    params = [zeros([2]).requires_grad_() for _ in range(case["params"])]
    getattr(torch.optim, case["module"])(params, case["lr"], **snake(case["options"]))


def init(rng):
    function, args = rng.choice([
        ("uniform_", [1.0, 0.5]), ("normal_", [0.0, -1.0]), ("xavier_uniform_", []),
        ("kaiming_uniform_", []), ("kaiming_uniform_", [0.0, "fan_of", "relu"]),
        ("kaiming_uniform_", [0.0, "fan_in", "gelu"]), ("orthogonal_", []),
    ])
    return {"call": "init", "function": function, "args": args, "shape": sized(rng, [0, 1, 2], [2, 3]),
            "dtype": rng.choice(["float32", "float32", "int64"])}


def run_init(case):
    getattr(torch.nn.init, case["function"])(zeros(case["shape"], case["dtype"]), *case["args"])


ALL = [pack_padded, pad_packed, pad_sequence, pack_sequence, load_state_dict,
       backward, loss, loss, small, optimizer, init]
RUN = {
    "packPadded": run_pack_padded, "padPacked": run_pad_packed, "padSequence": run_pad_sequence,
    "packSequence": run_pack_sequence,
    "loadStateDict": run_load_state_dict, "backward": run_backward, "loss": run_loss,
    "criterion": run_criterion, "small": run_small, "optimizer": run_optimizer, "init": run_init,
}
