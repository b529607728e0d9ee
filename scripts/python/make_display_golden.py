"""Records Python's repr of what TorchDisplay shows, into src/test/resources/golden/display.json.

    python make_display_golden.py
"""

import collections
import json
import pathlib

import torch
from torch import nn

OUT = pathlib.Path(__file__).parent.parent.parent / "src/test/resources/golden/display.json"


class OrderedDict(collections.OrderedDict):
    """An OrderedDict that says what it holds as from Python 3.12 on, whatever the Python."""

    def __repr__(self):
        return f"OrderedDict({dict(self)!r})"


def main():
    torch.manual_seed(0)
    linear = nn.Linear(2, 3)
    lstm = nn.LSTM(1, 2)
    x = torch.tensor([[1.0, -2.5], [3.0, 0.25]])
    epoch = {
        "epoch": 3,
        "loss": 0.5,
        "tiny": 1e-05,
        "done": True,
        "best": None,
        "state": OrderedDict(linear.state_dict()),
        "betas": (0.9, 0.999),
        "one": (1,),
        "sizes": [x.shape, x.dtype, x.device],
        "names": [
            "it's",
            'say "no"',
            "both ' and \"",
            "back\\slash",
            "line\nbreak\t\r\x07\x7f",
            "字 é \U0001f600",
            "\xa0\xad\u200b\u2028\ue000\U000f0000\ud800",
        ],
        1: [[x[0]], []],
    }
    ring = [x[0]]
    ring.append(ring)
    ring.append({"ring": ring, "set": {x.dtype}})
    values = {
        "array": x,
        "long array": torch.arange(2000),
        "state of Linear": OrderedDict(linear.state_dict()),
        "state of LSTM": OrderedDict(lstm.state_dict()),
        "parameters of Linear": OrderedDict(linear.named_parameters()),
        "first parameter": next(iter(linear.named_parameters())),
        "list of arrays": list(x),
        "shape": x.shape,
        "type": x.dtype,
        "device": x.device,
        "cuda": torch.device("cuda", 1),
        "module": nn.Sequential(linear, nn.Tanh()),
        "modules": [linear, nn.Tanh()],
        "checkpoint": epoch,
        "ring": ring,
    }
    golden = {"torch": torch.__version__, "texts": {name: repr(value) for name, value in values.items()}}
    OUT.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
