"""Training that stops, crosses the border with its optimizer's state, and goes on.

  optimizer_state.py golden FILE    trains, writes weights and state, goes on, writes the losses
  optimizer_state.py more FILE      the same of the later cases
  optimizer_state.py adaptive FILE  the same of those in adaptive.py, and of LBFGS
  optimizer_state.py continue FILE  goes on from what Java wrote in the same form, prints it

JSON, with tensors as base64 and dicts as lists of pairs, since JSON has no integer keys.
"""
import base64
import json
import sys

import numpy
import torch
from make_golden import processor

STEPS = 3


def encode(value):
    if isinstance(value, torch.Tensor):
        data = value.detach().contiguous().numpy()
        return {"dtype": str(data.dtype), "shape": list(data.shape), "data": base64.b64encode(data.tobytes()).decode()}
    if isinstance(value, dict):
        return {"dict": [[encode(k), encode(v)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return [encode(v) for v in value]
    return value


def decode(value):
    if isinstance(value, list):
        return [decode(v) for v in value]
    if not isinstance(value, dict):
        return value
    if "dict" in value:
        return {decode(k): decode(v) for k, v in value["dict"]}
    data = numpy.frombuffer(base64.b64decode(value["data"]), value["dtype"]).reshape(value["shape"])
    return torch.tensor(data)


def net(dtype):
    return torch.nn.RNN(3, 4, num_layers=2, dtype=dtype)


def train(rnn, optimizer, x, y):
    losses = []
    for _ in range(STEPS):
        def closure():
            optimizer.zero_grad()
            loss = ((rnn(x)[0] - y) ** 2).mean()
            loss.backward()
            return loss

        losses.append(optimizer.step(closure).item())
    return losses


def groups(rnn, count):
    parameters = list(rnn.parameters())
    if count == 1:
        return parameters
    return [{"params": parameters[:3]}, {"params": parameters[3:], "lr": 0.05}]


def older(state):
    """The state as torch 1.5 would have written it."""
    known = {"lr", "betas", "eps", "weight_decay", "amsgrad", "momentum", "dampening", "nesterov"}
    address = 140000000000000
    for group in state["param_groups"]:
        for key in set(group) - known - {"params"}:
            del group[key]
        group["params"] = [address + i for i in group["params"]]
    for entry in state["state"].values():
        if "step" in entry:
            entry["step"] = int(entry["step"])
    if not state["state"]:
        state["state"] = {i: {"momentum_buffer": None} for i in range(8)}
    state["state"] = {address + i: entry for i, entry in state["state"].items()}
    return state


CASES = [
    ("SGD", {"lr": 0.1}, 1, torch.float32, False),
    ("SGD", {"lr": 0.1}, 1, torch.float32, True),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "weight_decay": 0.01, "nesterov": True}, 1, torch.float32, False),
    ("SGD", {"lr": 0.1, "momentum": 0.8, "dampening": 0.3}, 2, torch.float64, True),
    ("Adam", {}, 1, torch.float32, False),
    ("Adam", {"lr": 0.02, "betas": (0.8, 0.99), "eps": 1e-6, "weight_decay": 0.1}, 2, torch.float32, True),
    ("Adam", {"amsgrad": True, "maximize": True}, 1, torch.float64, False),
    ("AdamW", {"lr": 0.02}, 2, torch.float32, False),
    ("AdamW", {"lr": 0.02, "amsgrad": True}, 1, torch.float32, True),
]

# Those that came later, on another processor, into a file of their own.
MORE_CASES = [
    ("RMSprop", {"lr": 0.02}, 1, torch.float32, False),
    ("RMSprop", {"momentum": 0.9, "centered": True}, 2, torch.float64, False),
    ("Adagrad", {"initial_accumulator_value": 0.1, "lr_decay": 0.01}, 2, torch.float32, False),
    ("Adadelta", {"rho": 0.8, "weight_decay": 0.1}, 1, torch.float32, False),
]

ADAPTIVE_CASES = [
    ("ASGD", {"lr": 0.02, "t0": 1.0}, 2, torch.float32, False),
    ("ASGD", {"lambd": 0.1}, 1, torch.float64, False),
    ("Adamax", {"weight_decay": 0.1}, 2, torch.float32, False),
    ("NAdam", {"lr": 0.01, "decoupled_weight_decay": True, "weight_decay": 0.1}, 1, torch.float32, False),
    ("NAdam", {"momentum_decay": 0.1}, 2, torch.float64, False),
    ("RAdam", {"betas": (0.8, 0.9)}, 2, torch.float32, False),
    ("LBFGS", {"lr": 0.5, "max_iter": 4, "history_size": 6}, 1, torch.float32, False),
    ("LBFGS", {"lr": 1.0, "max_iter": 3, "line_search_fn": "strong_wolfe"}, 1, torch.float64, False),
]


def golden(chosen):
    cases = []
    for name, options, count, dtype, old in chosen:
        torch.manual_seed(7)
        rnn = net(dtype)
        x, y = torch.randn(5, 2, 3).to(dtype), torch.randn(5, 2, 4).to(dtype)
        optimizer = getattr(torch.optim, name)(groups(rnn, count), **options)
        train(rnn, optimizer, x, y)
        saved = optimizer.state_dict()
        case = {"optimizer": name, "groups": count, "dtype": str(dtype), "x": x, "y": y, "older": old}
        case = {k: encode(v) for k, v in case.items()}
        case["weights"] = encode(rnn.state_dict())
        case["state"] = encode(saved if not old else older(decode(encode(saved))))
        if chosen is ADAPTIVE_CASES:  # as Java does: loading gives numbers the parameter's type
            optimizer.load_state_dict(saved)
        case["losses"] = train(rnn, optimizer, x, y)
        case["weights_after"] = encode(rnn.state_dict())
        case["state_after"] = encode(optimizer.state_dict())
        case["processor"] = processor()
        cases.append(case)
    return cases


def go_on(case):
    rnn = net(getattr(torch, case["dtype"].removeprefix("torch.")))
    rnn.load_state_dict(decode(case["weights"]))
    optimizer = getattr(torch.optim, case["optimizer"])(groups(rnn, case["groups"]), lr=123.0)
    optimizer.load_state_dict(decode(case["state"]))
    losses = train(rnn, optimizer, decode(case["x"]), decode(case["y"]))
    return {"losses": losses, "weights_after": encode(rnn.state_dict()), "state_after": encode(optimizer.state_dict())}


torch.set_num_threads(1)
GOLDENS = {"golden": CASES, "more": MORE_CASES, "adaptive": ADAPTIVE_CASES}
if sys.argv[1] in GOLDENS:
    made = golden(GOLDENS[sys.argv[1]])
    with open(sys.argv[2], "w") as file:
        file.write("[\n" + ",\n".join(json.dumps(case) for case in made) + "\n]\n")
else:
    with open(sys.argv[2]) as file:
        print(json.dumps([go_on(case) for case in json.load(file)]))
