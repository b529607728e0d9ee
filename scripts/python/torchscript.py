"""Loads modules that Java exported and runs them on what Java ran them on.

  torchscript.py FILE    FILE is a JSON list of {"path", "runs"}: lists of arguments, a list a tuple

Prints the outputs in the same form, and whether state_dict() and the mode are as they should be.
"""
import base64
import json
import sys

import numpy
import torch


def encode(value):
    if isinstance(value, (list, tuple)):
        return [tensor for entry in value for tensor in encode(entry)]
    data = value.detach().contiguous().numpy()
    return [{"dtype": str(data.dtype), "shape": list(data.shape), "data": base64.b64encode(data.tobytes()).decode()}]


def decode(value):
    if isinstance(value, list):
        return tuple(decode(entry) for entry in value)
    data = numpy.frombuffer(base64.b64decode(value["data"]), value["dtype"]).reshape(value["shape"])
    return torch.tensor(data)


def check(case):
    module = torch.jit.load(case["path"])
    with torch.no_grad():
        outputs = [encode(module(*decode(run))) for run in case["runs"]]
    state = [[name, encode(value)[0]] for name, value in module.state_dict().items()]
    return {"outputs": outputs, "state": {"dict": state}, "training": module.training}


torch.set_num_threads(1)
with open(sys.argv[1]) as file:
    print(json.dumps([check(case) for case in json.load(file)]))
