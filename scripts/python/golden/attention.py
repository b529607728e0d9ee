"""MultiheadAttention, two calls, and scaled_dot_product_attention: outputs, weights and gradients."""

import torch
import torch.nn.functional as F
from golden.common import (
    backward, draw, draw_leaf, dtype_of, finish, gradients, parameters, recording, seed, snake)


def make(rng):
    case = (layer if rng.random() < 0.7 else function)(rng)
    case |= {"seed": seed(rng), "dtype": rng.choice(["float32", "float32", "float64"])}
    return finish(case, compute_layer if case["kind"] == "attention" else compute_function)


def layer(rng):
    heads = rng.randint(1, 4)
    embed, batch, length, source = heads * rng.randint(1, 3), rng.randint(1, 3), rng.randint(1, 5), rng.randint(2, 5)
    options = {}
    for name, value, share in (
        ("dropout", 0.3, 0.3), ("bias", False, 0.3), ("addBiasKv", True, 0.3),
        ("addZeroAttn", True, 0.3), ("kdim", rng.randint(1, 5), 0.2), ("vdim", rng.randint(1, 5), 0.2),
        ("batchFirst", True, 0.5),
    ):
        if rng.random() < share:
            options[name] = value
    same = 1 if "kdim" in options or "vdim" in options else rng.choice([1, 2, 3])
    if same == 3:
        source = length
    case = {"kind": "attention", "embedDim": embed, "numHeads": heads, "options": options, "same": same,
            "batched": rng.random() < 0.8, "batch": batch, "length": length, "source": source,
            "train": rng.random() < 0.6, "needWeights": rng.random() < 0.6, "average": rng.random() < 0.5}
    if not case["batched"]:
        case["batch"] = 1
    if rng.random() < 0.4:
        case["padding"] = mask(rng, case["batch"], source)
    if rng.random() < 0.4:
        rows = rng.choice([length, case["batch"] * heads * length])
        case["mask"] = mask(rng, rows, source)
        case["maskRank"] = 2 if rows == length and rng.random() < 0.7 else 3
        if rows == length and case["maskRank"] == 3 and case["batch"] * heads != 1:
            case["maskRank"] = 2
    elif rng.random() < 0.3:
        case["mask"], case["maskRank"], case["causal"] = causal(length, source), 2, True
    case["maskType"] = rng.choice(["bool", "floating"])
    if case["train"] and "dropout" in options:
        case["masks"] = True
    return case


def mask(rng, rows, source):
    """Each row leaves its first key."""
    return [int(j > 0 and rng.random() < 0.4) for _ in range(rows) for j in range(source)]


def causal(length, source):
    return [int(j > i) for i in range(length) for j in range(source)]


def numbers(flat, shape, case):
    ints = torch.tensor(flat).reshape(shape)
    return ints > 0 if case["maskType"] == "bool" else ints.to(dtype_of(case)) * -1.5


def shape(case, length, features):
    sizes = [length, case["batch"], features]
    if not case["batched"]:
        return [length, features]
    return [sizes[1], sizes[0], features] if case["options"].get("batchFirst") else sizes


def compute_layer(case):
    dtype, options = dtype_of(case), case["options"]
    torch.manual_seed(case["seed"])
    module = torch.nn.MultiheadAttention(
        case["embedDim"], case["numHeads"], **snake(options), dtype=dtype)
    module.train(case["train"])
    query = draw_leaf(shape(case, case["length"], case["embedDim"]), dtype)
    key = value = query
    if case["same"] < 3:
        key = draw_leaf(shape(case, case["source"], options.get("kdim", case["embedDim"])), dtype)
        value = key
    if case["same"] < 2:
        value = draw_leaf(shape(case, case["source"], options.get("vdim", case["embedDim"])), dtype)
    given = {"need_weights": case["needWeights"], "average_attn_weights": case["average"],
             "is_causal": case.get("causal", False)}
    if "padding" in case:
        sizes = [case["batch"], case["source"]] if case["batched"] else [case["source"]]
        given["key_padding_mask"] = numbers(case["padding"], sizes, case)
    if "mask" in case:
        heads = [] if case["maskRank"] == 2 else [-1]
        given["attn_mask"] = numbers(case["mask"], heads + [case["length"], case["source"]], case)
    expected = parameters("weight.", module)
    for step in ("1", "2"):
        output, weights = module(query, key, value, **given)
        expected["output." + step] = output
        loss = (output * draw(output.shape, dtype)).sum()
        if weights is not None:
            expected["weights." + step] = weights
            loss = loss + (weights * draw(weights.shape, dtype)).sum()
        backward(loss)
        expected |= {f"{name}.{step}": grad for name, grad in gradients("grad.", module).items()}
        if recording():
            expected |= {f"grad.{name}.{step}": x.grad.clone()
                         for name, x in (("query", query), ("key", key), ("value", value))}
    return expected


def function(rng):
    heads, length, source, features = rng.randint(1, 4), rng.randint(1, 5), rng.randint(1, 5), rng.randint(1, 4)
    lead = rng.choice([[], [heads], [rng.randint(1, 3), heads]])
    case = {"kind": "dot product attention", "query": lead + [length, features],
            "key": lead + [source, features], "value": lead + [source, rng.choice([features, 3])]}
    options = {}
    if rng.random() < 0.3:
        options["dropoutP"] = 0.4
        case["masks"] = True
    if rng.random() < 0.3:
        options["scale"] = 0.7
    if rng.random() < 0.3:
        options["isCausal"] = True
    elif rng.random() < 0.5:
        case["mask"], case["maskType"] = mask(rng, length, source), rng.choice(["bool", "floating"])
    if len(lead) == 2 and heads == 4:
        for name in ("key", "value"):
            case[name] = [lead[0], 2] + case[name][2:]
        options["enableGqa"] = True
    return case | {"options": options}


def compute_function(case):
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    given = [draw_leaf(case[name], dtype) for name in ("query", "key", "value")]
    options = snake(case["options"])
    if "mask" in case:
        sizes = [case["query"][-2], case["key"][-2]]
        found = numbers(case["mask"], sizes, case)
        options["attn_mask"] = ~found if case["maskType"] == "bool" else found
    output = F.scaled_dot_product_attention(*given, **options)
    backward((output * draw(output.shape, dtype)).sum())
    expected = {"output": output}
    if recording():
        expected |= {f"grad.{i}": x.grad.clone() for i, x in enumerate(given)}
    return expected
