"""Categorical, Normal and Bernoulli: draws, log_prob, entropy and their gradients."""

import torch
from golden.common import backward, draw_leaf, dtype_of, draw, finish, seed

SHAPES = [[3], [1, 4], [5, 2], [2, 3, 4], [40, 7]]


def make(rng):
    name = rng.choice(["Categorical", "Normal", "Bernoulli"])
    case = {"kind": "distribution", "distribution": name, "shape": rng.choice(SHAPES),
            "logits": rng.random() < 0.5, "sampleShape": rng.choice([[], [], [1], [5], [2, 3]]),
            "dtype": rng.choice(["float32", "float64"]), "seed": seed(rng)}
    if name == "Normal":
        case["scaleShape"] = rng.choice([case["shape"], case["shape"][1:]])
    return finish(case, compute)


def distribution(case, leaf):
    if case["distribution"] == "Normal":
        scale = draw_leaf(case["scaleShape"], dtype_of(case))
        return torch.distributions.Normal(leaf, torch.exp(scale)), scale
    kind = getattr(torch.distributions, case["distribution"])
    if case["logits"]:
        return kind(logits=leaf), None
    if case["distribution"] == "Bernoulli":
        return kind(torch.sigmoid(leaf)), None
    return kind(torch.exp(leaf)), None


def compute(case):
    torch.manual_seed(case["seed"])
    leaf = draw_leaf(case["shape"], dtype_of(case))
    dist, scale = distribution(case, leaf)
    sample = dist.sample(case["sampleShape"])
    found = {"sample": sample}
    log_prob, entropy = dist.log_prob(sample), dist.entropy()
    loss = (log_prob * draw(log_prob.shape, dtype_of(case))).sum()
    loss = loss + (entropy * draw(entropy.shape, dtype_of(case))).sum()
    if scale is None:
        found |= {"probs": dist.probs, "logits": dist.logits}
    else:
        found["rsample"] = dist.rsample(case["sampleShape"])
        loss = loss + found["rsample"].sum()
    backward(loss)
    found |= {"logProb": log_prob, "entropy": entropy, "grad": leaf.grad}
    if scale is not None:
        found["grad.scale"] = scale.grad
    return found
