"""Functions of the module torch that sum up axes, pick numbers and multiply: results, gradients."""

import torch
from golden.common import backward, draw, draw_leaf, dtype_of, finish, recording, seed

EQUATIONS = [
    ("ij,jk->ik", [[3, 4], [4, 2]]), ("bij,bjk->bik", [[2, 3, 4], [2, 4, 2]]), ("ij->ji", [[3, 4]]),
    ("ii->i", [[3, 3]]), ("ii", [[3, 3]]), ("ij->", [[3, 4]]), ("i,j->ij", [[3], [2]]),
    ("...ij,...jk->...ik", [[2, 3, 4], [4, 2]]), ("b...,b...->...", [[3, 1, 2], [3, 4, 2]]),
    ("bn,anm,bm->ba", [[2, 5], [3, 5, 4], [2, 4]]), (" b i , o i -> b o ", [[2, 3], [4, 3]]),
    ("bqd,bkd->bqk", [[2, 3, 4], [2, 5, 4]]), ("aB,Bc", [[2, 3], [3, 2]]), ("ij,ij->", [[1, 3], [2, 3]]),
    ("...->", [[2, 3]]), ("i...->i", [[2, 3, 2]]), ("ij->j...", [[2, 3]]),
]


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    name = rng.choice(["median", "median_dim", "mode", "cumprod", "norm", "norm", "norm", "matrix_norm",
                       "index_select", "masked_select", "repeat_interleave", "repeat_interleave_each",
                       "einsum", "einsum", "einsum", "multinomial", "argmax"])
    shape = [rng.randint(1, 5) for _ in range(rng.randint(1, 3))]
    dim = rng.randrange(-len(shape), len(shape))
    case = {"kind": "torch function", "function": name, "seed": seed(rng), "shapes": [shape], "dim": dim,
            "dtype": rng.choice(["float32", "float64"])}
    match name:
        case "median_dim" | "mode" | "argmax":
            case["keepdim"] = rng.random() < 0.5
            case["rounded"] = name == "mode"
        case "norm":
            case["p"] = rng.choice([2.0, 2.0, 1.0, 3.0, 0.5, "inf", "-inf"])
            case["dims"] = rng.choice([None, [dim]])
            case["keepdim"] = rng.random() < 0.5
        case "matrix_norm":
            case["shapes"] = [[rng.randint(1, 4), rng.randint(1, 4)]]
            case["p"], case["dims"] = rng.choice(["fro", "nuc"]), rng.choice([None, [0, 1]])
            case["keepdim"] = rng.random() < 0.5
        case "index_select":
            case["index"] = [rng.randrange(shape[dim]) for _ in range(rng.randint(1, 5))]
        case "repeat_interleave":
            case["repeats"] = rng.randint(0, 3)
            if rng.random() < 0.3:
                case["dim"] = None
        case "repeat_interleave_each":
            case["index"] = [rng.randint(0, 3) for _ in range(rng.choice([1, shape[dim]]))]
        case "einsum":
            case["equation"], case["shapes"] = rng.choice(EQUATIONS)
        case "multinomial":
            case["shapes"] = [[rng.randint(1, 4), rng.randint(3, 6)]]
            case["samples"], case["replacement"] = rng.randint(1, 3), rng.random() < 0.5
            case["own"] = rng.random() < 0.5
    return case


def compute(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    given = [draw_leaf(shape, dtype) for shape in case["shapes"]]
    results = run(case, given)
    expected = {f"result.{i}": x for i, x in enumerate(results)}
    if results[0].is_floating_point():
        backward((results[0] * draw(results[0].shape, dtype)).sum())
        if recording():
            expected |= {f"grad.{i}": x.grad.clone() for i, x in enumerate(given)}
    return expected


def run(case, given):
    x, dim, p = given[0], case["dim"], case.get("p")
    match case["function"]:
        case "median":
            return [torch.median(x)]
        case "median_dim":
            return list(torch.median(x, dim, case["keepdim"]))
        case "mode":
            return list(torch.mode(torch.round(x), dim, case["keepdim"]))
        case "argmax":
            return [torch.argmax(x, dim, case["keepdim"])]
        case "cumprod":
            return [torch.cumprod(x, dim)]
        case "norm":
            return [torch.norm(x, float(p), case["dims"], case["keepdim"])]
        case "matrix_norm":
            return [torch.norm(x, p, case["dims"], case["keepdim"])]
        case "index_select":
            return [torch.index_select(x, dim, torch.tensor(case["index"]))]
        case "masked_select":
            return [torch.masked_select(x, x > 0)]
        case "repeat_interleave":
            return [torch.repeat_interleave(x, case["repeats"], dim)]
        case "repeat_interleave_each":
            return [torch.repeat_interleave(x, torch.tensor(case["index"]), dim)]
        case "einsum":
            return [torch.einsum(case["equation"], *given)]
        case "multinomial":
            own = torch.Generator().manual_seed(case["seed"] % 1000) if case["own"] else None
            return [torch.multinomial(torch.exp(x), case["samples"], case["replacement"], generator=own)]
