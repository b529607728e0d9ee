"""torch.nn.init, and where it leaves the generator."""

import torch
from golden.common import dtype_of, record_all, seed


def make(rng):
    name, args = rng.choice([
        ("uniform_", []), ("uniform_", [-0.3, 0.7]), ("normal_", []), ("normal_", [1.5, 0.2]),
        ("zeros_", []), ("xavier_uniform_", []), ("xavier_uniform_", [5 / 3]),
        ("kaiming_uniform_", []), ("kaiming_uniform_", [5**0.5]),
        ("kaiming_uniform_", [0.1, "fan_out", "leaky_relu"]),
        ("kaiming_uniform_", [0.0, "fan_in", "relu"]), ("kaiming_uniform_", [0.0, "fan_out", "tanh"]),
        ("orthogonal_", []), ("orthogonal_", [2.0]),
    ])
    ranks = range(2, 5) if "_uniform" in name or name == "orthogonal_" else range(1, 4)
    case = {
        "kind": "init", "function": name, "args": args,
        "shape": [rng.randint(1, 8) for _ in range(rng.choice(ranks))],
        "dtype": rng.choice(["float32", "float64"]), "seed": seed(rng),
    }
    if name != "orthogonal_" and rng.random() < 0.3:
        case["dtype"] = "float16"
    case["expected"] = record_all(compute(case))
    return case


def compute(case):
    torch.manual_seed(case["seed"])
    tensor = torch.ones(case["shape"], dtype=dtype_of(case))
    getattr(torch.nn.init, case["function"])(tensor, *case["args"])
    return {"tensor": tensor, "next": torch.randn(3)}
