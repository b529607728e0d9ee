"""Layers and cells without recording, as a program is run: what follows is fed with what came."""

import torch
from golden import cells, layers, recurrent
from golden.common import record_all


def make(rng):
    kind = rng.choice([recurrent, recurrent, recurrent, cells, layers])
    case = kind.choose(rng) | {"record": False}
    with torch.no_grad():
        case["expected"] = record_all(kind.compute(case))
    return case
