"""What the kinds of goldens share: drawing, recording and the names of options."""

import base64
import hashlib
import re

import torch

WHOLE = 48  # numbers; of longer tensors some are stored, and a digest of all


def record(tensor):
    flat = tensor.detach().cpu().contiguous().reshape(-1)
    recorded = {"dtype": str(tensor.dtype).removeprefix("torch."), "shape": list(tensor.shape)}
    if flat.numel() > WHOLE:
        recorded["stride"] = flat.numel() // WHOLE + 1
        recorded["sha256"] = hashlib.sha256(flat.numpy().tobytes()).hexdigest()[:16]
        flat = flat[:: recorded["stride"]].contiguous()
    recorded["data"] = base64.b64encode(flat.numpy().tobytes()).decode()
    return recorded


def record_all(named):
    return {name: record(tensor) for name, tensor in named.items() if tensor is not None}


def finish(case, compute):
    """Puts what a function computes into its case: recorded, and where that makes a difference not."""
    case["expected"] = record_all(compute(case))
    with torch.no_grad():
        unrecorded = record_all(compute(case))
    case["unrecorded"] = {
        name: numbers for name, numbers in unrecorded.items() if case["expected"].get(name) != numbers}
    return case


def recording():
    return torch.is_grad_enabled()


def backward(loss):
    if recording() and loss.requires_grad:
        loss.backward()


def parameters(prefix, module):
    """The parameters as they are now: a copy, as steps change them in place."""
    if not recording():
        return {}
    return {prefix + name: p.detach().clone() for name, p in module.named_parameters()}


def gradients(prefix, module):
    if not recording():
        return {}
    return {prefix + name: p.grad.clone() for name, p in module.named_parameters()}


def snake(options):
    """torch's names of options: num_layers for numLayers."""
    return {re.sub("[A-Z]", lambda m: "_" + m[0].lower(), k): v for k, v in options.items()}


def dtype_of(case):
    return getattr(torch, case.get("dtype", "float32"))


def draw(shape, dtype):
    return torch.randn(shape).to(dtype)


def draw_leaf(shape, dtype):
    return draw(shape, dtype).requires_grad_()


def seed(rng):
    return rng.randrange(1 << 40)
