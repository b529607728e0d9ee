"""SGD, Adam and AdamW: a hundred steps of two groups, with gradients clipped or not."""

import torch
from golden.common import draw, draw_leaf, dtype_of, record_all, seed, snake


def make(rng):
    kind = rng.choice(["SGD", "Adam", "AdamW"])
    options = {}
    if rng.random() < 0.5:
        options["weightDecay"] = rng.choice([0.01, 0.1])
    if rng.random() < 0.3:
        options["maximize"] = True
    if kind == "SGD":
        if rng.random() < 0.7:
            options["momentum"] = rng.choice([0.5, 0.9])
            extra = rng.choice(["nesterov", "dampening", None])
            if extra:
                options[extra] = True if extra == "nesterov" else 0.3
    else:
        if rng.random() < 0.4:
            options["amsgrad"] = True
        if rng.random() < 0.4:
            options["betas"] = rng.choice([[0.8, 0.95], [0.0, 0.99]])
        if rng.random() < 0.4:
            options["eps"] = 1e-4
        if rng.random() < 0.3:
            options["fused"] = True
    case = {
        "kind": kind, "lr": rng.choice([0.001, 0.03]), "options": options,
        "groupLr": rng.choice([None, 0.01]), "dtype": rng.choice(["float32", "float64"]),
        "clipNorm": rng.choice([None, None, 0.5]), "clipValue": rng.choice([None, 0.1]),
        "steps": 100, "seed": seed(rng),
    }
    if case["clipNorm"]:
        case["normType"] = rng.choice([2.0, 2.0, 1.0, 3.0, "inf"])
    case["expected"] = record_all(compute(case))
    return case


def compute(case):
    """
    The losses are quadratic, so that an error feeds back. Where the norm is clipped they are
    linear, in numbers drawn for each step.
    """
    dtype = dtype_of(case)
    torch.manual_seed(case["seed"])
    params = [draw_leaf([3, 4], dtype), draw_leaf([5], dtype)]
    groups = [{"params": params[:1]}, {"params": params[1:]}]
    if case["groupLr"]:
        groups[1]["lr"] = case["groupLr"]
    optimizer = getattr(torch.optim, case["kind"])(groups, case["lr"], **snake(case["options"]))
    targets = [draw([3, 4], dtype), draw([5], dtype)]
    expected = {}
    for step in range(case["steps"]):
        optimizer.zero_grad()
        # The second parameter gets no gradient at every third step.
        reached = list(zip(params, targets))[: 1 if step % 3 == 2 else 2]
        if case["clipNorm"]:
            loss = sum((p * draw(p.shape, dtype)).sum() for p, _ in reached)
        else:
            loss = sum(((p - t) ** 2).sum() for p, t in reached)
        loss.backward()
        norm = None
        if case["clipNorm"]:
            norm = torch.nn.utils.clip_grad_norm_(
                params, case["clipNorm"], float(case["normType"]))
        if case["clipValue"]:
            torch.nn.utils.clip_grad_value_(params, case["clipValue"])
        optimizer.step()
        if step in (0, 1, 9, 99):
            expected |= {f"param{i}.{step}": p.detach().clone() for i, p in enumerate(params)}
            expected |= {f"loss.{step}": loss, f"norm.{step}": norm}
    return expected
