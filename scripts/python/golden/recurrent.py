"""RNN, LSTM and GRU: two training steps, the second fed with the first one's state."""

import torch
from golden.common import (
    draw, draw_leaf, dtype_of, finish, gradients, parameters, recording, seed, snake)
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


def make(rng):
    return finish(choose(rng), compute)


def choose(rng):
    kind = rng.choice(["RNN", "RNN", "LSTM", "GRU"])
    large = rng.random() < 0.05
    size = lambda most: rng.randint(1, 40 if large else most)
    options = {}
    layers = rng.choice([1, 1, 2, 3])
    if layers > 1:
        options["numLayers"] = layers
        if rng.random() < 0.3:
            options["dropout"] = rng.choice([0.2, 0.5, 0.5, 1.0])
    for name in ("bidirectional", "batchFirst"):
        if rng.random() < 0.4:
            options[name] = True
    if rng.random() < 0.3:
        options["bias"] = False
    hidden = size(6)
    if kind == "RNN" and rng.random() < 0.5:
        options["nonlinearity"] = "relu"
    if kind == "LSTM" and hidden > 1 and rng.random() < 0.3:
        options["projSize"] = rng.randint(1, hidden - 1)
    form = rng.choice(["batched", "batched", "unbatched", "packed"])
    case = {
        "kind": kind, "inputSize": size(6), "hiddenSize": hidden, "options": options,
        "dtype": rng.choice(["float32", "float32", "float64"]), "form": form,
        "seq": size(6), "batch": 1 if form == "unbatched" else rng.randint(1, 4),
        "hx": rng.random() < 0.5, "train": rng.random() < 0.5, "seed": seed(rng),
    }
    if case["train"] and "dropout" in options:
        case["masks"] = True
    if form == "packed":
        lengths = [rng.randint(1, case["seq"]) for _ in range(case["batch"])]
        lengths[rng.randrange(case["batch"])] = case["seq"]
        case["enforceSorted"] = rng.random() < 0.5
        case["lengths"] = sorted(lengths, reverse=True) if case["enforceSorted"] else lengths
    return case


def compute(case):
    options, dtype = case["options"], dtype_of(case)
    torch.manual_seed(case["seed"])
    module = getattr(torch.nn, case["kind"])(
        case["inputSize"], case["hiddenSize"], dtype=dtype, **snake(options))
    module.train(case["train"])
    first = options.get("batchFirst", False)
    seq, batch = case["seq"], case["batch"]
    unbatched = case["form"] == "unbatched"
    shape = [seq] if unbatched else [batch, seq] if first else [seq, batch]
    x = draw_leaf(shape + [case["inputSize"]], dtype)
    lstm = case["kind"] == "LSTM"
    directions = 2 if options.get("bidirectional") else 1
    out_size = options.get("projSize", 0) or case["hiddenSize"]
    head = [options.get("numLayers", 1) * directions] + ([] if unbatched else [batch])
    state_shapes = [head + [out_size]] + ([head + [case["hiddenSize"]]] if lstm else [])
    hx = [draw_leaf(s, dtype) for s in state_shapes] if case["hx"] else []
    factors = [draw(shape + [out_size * directions], dtype)] + [draw(s, dtype) for s in state_shapes]

    def forward(states):
        arguments = [] if not states else [tuple(states) if lstm else states[0]]
        if case["form"] == "packed":
            packing = pack_padded_sequence(x, case["lengths"], first, case["enforceSorted"])
            output, state = module(packing, *arguments)
            output, _ = pad_packed_sequence(output, first)
        else:
            output, state = module(x, *arguments)
        return output, list(state) if lstm else [state]

    expected = parameters("weight.", module)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
    states = hx
    torch.manual_seed(case["seed"] + 1)
    for step in ("1", "2") if recording() or not case.get("record", True) else ("1",):
        output, results = forward(states)
        loss = (output * factors[0]).sum()
        for state, factor in zip(results, factors[1:]):
            loss = loss + (state * factor).sum()
        expected["output." + step] = output
        for i, state in enumerate(results):
            expected[f"state{i}.{step}"] = state
        states = [state.detach() for state in results]
        if not recording():
            continue
        # To zeros as in Java, where 0 + -0 makes a gradient of 0 where None would leave -0.
        optimizer.zero_grad(set_to_none=False)
        loss.backward()
        # The gradients of x add up over the steps: nothing forgets them.
        expected |= {"loss." + step: loss, "grad.input." + step: x.grad.clone()}
        expected |= {f"{name}.{step}": grad for name, grad in gradients("grad.", module).items()}
        optimizer.step()
    for i, state in enumerate(hx):
        expected[f"grad.hx{i}"] = state.grad
    return expected | parameters("last.", module)
