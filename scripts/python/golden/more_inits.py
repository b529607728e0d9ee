"""The functions of torch.nn.init that came later, and where they leave the generator."""

import torch
from golden.common import dtype_of, record_all, seed


def make(rng):
    name, args = rng.choice([
        ("ones_", []), ("constant_", [0.3]), ("constant_", [-2]), ("eye_", []),
        ("xavier_normal_", []), ("xavier_normal_", [5 / 3]),
        ("kaiming_normal_", []), ("kaiming_normal_", [5**0.5]),
        ("kaiming_normal_", [0.1, "fan_out", "leaky_relu"]),
        ("kaiming_normal_", [0.0, "fan_in", "relu"]), ("kaiming_normal_", [0.0, "fan_out", "tanh"]),
        ("kaiming_normal_", [0.0, "fan_in", "selu"]),
    ] + [("trunc_normal_", args) for args in (
        [], [0.5, 0.02], [0.0, 1.0, -0.5, 0.5], [0.3, 2.0, -0.5, 0.5], [0.0, 1.0, 1.0, 3.0],
        [-1.0, 0.5, 0.5, 0.75], [0.0, 0.02, -2.0, 2.0])])
    ranks = [2] if name == "eye_" else range(2, 5) if "r_normal" in name or "g_normal" in name else range(1, 4)
    case = {
        "kind": "init", "function": name, "args": args,
        "shape": [rng.randint(1, 8) for _ in range(rng.choice(ranks))],
        "dtype": rng.choice(["float32", "float64", "float16"]), "seed": seed(rng),
    }
    torch.manual_seed(case["seed"])
    tensor = torch.full(case["shape"], 7, dtype=dtype_of(case))
    getattr(torch.nn.init, name)(tensor, *args)
    case["expected"] = record_all({"tensor": tensor, "next": torch.randn(3)})
    return case
