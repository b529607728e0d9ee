"""The functions of torch.nn.utils.rnn, there and back, with gradients."""

import torch
import torch.nn.utils.rnn as rnn
from golden.common import backward, draw, draw_leaf, dtype_of, finish, seed


def make(rng):
    case = {
        "kind": "packing", "batchFirst": rng.random() < 0.5,
        "enforceSorted": rng.random() < 0.5, "paddingValue": rng.choice([0.0, 0.0, -1.5, "inf"]),
        "features": [rng.randint(1, 3) for _ in range(rng.randint(0, 2))],
        "lengths": [rng.randint(1, 6) for _ in range(rng.randint(1, 5))],
        "paddingSide": rng.choice(["right", "left"]),
        "dtype": rng.choice(["float32", "float64"]), "seed": seed(rng),
    }
    if case["enforceSorted"]:
        case["lengths"].sort(reverse=True)
    case["steps"] = max(case["lengths"]) + rng.randint(0, 1)
    case["totalLength"] = rng.choice([None, max(case["lengths"]) + rng.randint(0, 3)])
    return finish(case, compute)


def compute(case):
    dtype, first, lengths = dtype_of(case), case["batchFirst"], case["lengths"]
    padding = float(case["paddingValue"])
    torch.manual_seed(case["seed"])
    head = [len(lengths), case["steps"]] if first else [case["steps"], len(lengths)]
    x = draw_leaf(head + case["features"], dtype)
    packed = rnn.pack_padded_sequence(x, lengths, first, case["enforceSorted"])
    padded, back = rnn.pad_packed_sequence(packed, first, padding, case["totalLength"])
    factor = draw(packed.data.shape, dtype)
    backward((packed.data * factor).sum())
    expected = {
        "data": packed.data, "batchSizes": packed.batch_sizes,
        "sortedIndices": packed.sorted_indices, "unsortedIndices": packed.unsorted_indices,
        "padded": padded, "lengths": back, "grad.input": x.grad,
    }

    sequences = [draw_leaf([n] + case["features"], dtype) for n in lengths]
    together = rnn.pad_sequence(sequences, first, padding, case["paddingSide"])
    expected["together"] = together
    one = rnn.pack_sequence(sequences, case["enforceSorted"])
    backward((one.data * draw(one.data.shape, dtype)).sum())
    expected["sequences.data"] = one.data
    for i, (sequence, whole) in enumerate(zip(sequences, rnn.unpack_sequence(one))):
        expected |= {f"grad.sequence{i}": sequence.grad, f"unpacked{i}": whole}
    # A clone: without batch_first torch transposes its argument in place.
    for i, whole in enumerate(rnn.unpad_sequence(together.clone(), torch.tensor(lengths), first)):
        expected[f"unpadded{i}"] = whole
    expected["inverse"] = rnn.invert_permutation(packed.sorted_indices)
    return expected
