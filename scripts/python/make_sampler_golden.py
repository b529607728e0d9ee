"""Writes the batches that samplers, concatenated and iterable datasets of torch give: a line of JSON for each case.

python scripts/python/make_sampler_golden.py > src/test/resources/golden/samplers.jsonl
"""

import json
import random

import torch
from torch.utils.data import (
    BatchSampler,
    ConcatDataset,
    DataLoader,
    IterableDataset,
    SequentialSampler,
    SubsetRandomSampler,
    WeightedRandomSampler,
)

CASES = 90
EPOCHS = 2


class Numbers(IterableDataset):
    def __init__(self, length):
        self.length = length

    def __iter__(self):
        return iter(range(self.length))

    def __len__(self):
        return self.length


def weights(draw):
    kind = draw.choice(["tenths", "floats", "zeros"])
    count = draw.choice([3, 5, 12, 100])
    if kind == "zeros":
        return [0.0, 2.0] * count
    return [draw.randrange(1, 10) / 10 if kind == "tenths" else draw.random() + 1e-3 for _ in range(count)]


def options(draw):
    kind = draw.choice(["sequential", "subset", "weighted", "weighted", "iterable", "concat"])
    given = {
        "seed": draw.randrange(1000),
        "generator": draw.randrange(1000) if draw.random() < 0.4 else None,
        "kind": kind,
        "batch_size": draw.choice([1, 2, 4, 32]),
        "drop_last": draw.random() < 0.4,
        "batch_sampler": draw.random() < 0.5 and kind not in ("iterable", "concat"),
        "shuffle": kind == "concat" and draw.random() < 0.5,
    }
    if kind == "subset":
        given["indices"] = draw.sample(range(50), draw.choice([0, 1, 7, 40]))
    elif kind == "weighted":
        given["weights"] = weights(draw)
        given["replacement"] = draw.random() < 0.6
        given["num_samples"] = draw.choice([1, 3, 70] if given["replacement"] else [1, 2, 3])
    elif kind == "concat":
        given["lengths"] = draw.choice([[3], [2, 0, 5], [1, 1, 1], [10, 30]])
    else:
        given["length"] = draw.choice([0, 1, 8, 33])
    return given


def sampler(given, generator):
    if given["kind"] == "subset":
        return SubsetRandomSampler(given["indices"], generator=generator)
    if given["kind"] == "weighted":
        return WeightedRandomSampler(given["weights"], given["num_samples"], given["replacement"], generator=generator)
    return SequentialSampler(range(given["length"]))


def loader(given, generator):
    keywords = {"generator": generator, "collate_fn": list}
    batches = {"batch_size": given["batch_size"], "drop_last": given["drop_last"]}
    if given["kind"] == "iterable":
        return DataLoader(Numbers(given["length"]), **batches, **keywords)
    if given["kind"] == "concat":
        parts = [range(1000 * part, 1000 * part + length) for part, length in enumerate(given["lengths"])]
        return DataLoader(ConcatDataset(parts), shuffle=given["shuffle"], **batches, **keywords)
    order = sampler(given, generator)
    if given["batch_sampler"]:
        return DataLoader(range(1000), batch_sampler=BatchSampler(order, **batches), **keywords)
    return DataLoader(range(1000), sampler=order, **batches, **keywords)


def case(given):
    torch.manual_seed(given["seed"])
    generator = None
    if given["generator"] is not None:
        generator = torch.Generator()
        generator.manual_seed(given["generator"])
    made = loader(given, generator)
    result = {**given, "len": len(made), "epochs": [list(made) for _ in range(EPOCHS)]}
    result["next"] = torch.rand(1).item()
    result["next_of_generator"] = None
    if generator is not None:
        result["next_of_generator"] = torch.randint(0, 1000, (2,), generator=generator).tolist()
    return result


def main():
    draw = random.Random(180)
    for _ in range(CASES):
        print(json.dumps(case(options(draw))))


if __name__ == "__main__":
    main()
