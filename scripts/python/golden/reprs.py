"""What print(module) prints, and modules from their specs."""

import torch
from golden.common import snake

RECURRENT = ["RNN", "LSTM", "GRU"]
CELLS = ["RNNCell", "LSTMCell", "GRUCell"]
LOSSES = ["CrossEntropyLoss", "NLLLoss", "MSELoss", "BCEWithLogitsLoss"]
PLAIN = ["ReLU", "Tanh", "Sigmoid"] + LOSSES
LAYERS = RECURRENT * 2 + CELLS + ["Linear", "Linear", "Embedding", "Dropout", "Softmax",
                                  "LogSoftmax"] + PLAIN
CONTAINERS = ["Sequential", "ModuleList", "Net"]


def make(rng):
    spec = choose(rng)
    return {"kind": "repr", "spec": spec, "text": repr(build(spec))}


def choose(rng, depth=0):
    kind = rng.choice(LAYERS + (CONTAINERS * 4 if depth < 3 else []))
    if kind not in CONTAINERS:
        return layer(rng, kind)
    children = []
    for _ in range(rng.randint(0, 3)):
        child = choose(rng, depth + 1)
        # Lists print equal neighbours once.
        children += [child] * rng.choice([1, 1, 2, 3])
    return {"type": kind, "children": children}


def layer(rng, kind):
    spec = {"type": kind, "args": [], "options": {}}
    options = spec["options"]

    def maybe(name, value):
        if rng.random() < 0.4:
            options[name] = value

    if kind == "Dropout":
        spec["args"] = [rng.choice([0.5, 0.1, 1.0, 0.0, 1e-5, 0, 1])]
    elif kind in ("Softmax", "LogSoftmax"):
        spec["args"] = [rng.choice([-1, 0, 1])]
    elif kind not in PLAIN:
        spec["args"] = [rng.randint(1, 9), rng.randint(2, 9)]
    if kind == "Embedding":
        maybe("paddingIdx", rng.randrange(-spec["args"][0], spec["args"][0]))
        maybe("maxNorm", rng.choice([1.0, 0.25, 1, 0, 30]))
        maybe("normType", rng.choice([1.0, 3.5, 1, 2, 2.0, 3]))
        maybe("scaleGradByFreq", True)
    if kind in RECURRENT + CELLS + ["Linear"]:
        maybe("bias", False)
    if kind in RECURRENT:
        maybe("numLayers", rng.randint(2, 4))
        maybe("batchFirst", True)
        maybe("dropout", rng.choice([0.1, 0.25, 1.0, 1e-5, 1, 0]))
        maybe("bidirectional", True)
    if kind == "LSTM":
        maybe("projSize", 1)
    if kind in ("RNN", "RNNCell"):
        maybe("nonlinearity", "relu")
    return spec


class Net(torch.nn.Module):
    def __init__(self, children):
        super().__init__()
        for i, child in enumerate(children):
            self.add_module(f"layer{i}", child)


def build(spec, dtype=None):
    if "children" in spec:
        children = [build(child) for child in spec["children"]]
        if spec["type"] == "Sequential":
            return torch.nn.Sequential(*children)
        return Net(children) if spec["type"] == "Net" else torch.nn.ModuleList(children)
    options = snake(spec["options"]) | ({"dtype": dtype} if dtype else {})
    return getattr(torch.nn, spec["type"])(*spec["args"], **options)
