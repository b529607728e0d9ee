"""Writes what loaders, samplers and splits of torch give: one line of JSON for each case.

python scripts/python/make_data_golden.py > src/test/resources/golden/data.jsonl
"""

import json
import random
import warnings

import torch
from torch.utils.data import DataLoader, Dataset, RandomSampler, random_split

CASES = 80
EPOCHS = 2


class Numbers(Dataset):
    def __init__(self, length):
        self.length = length

    def __getitem__(self, index):
        return index

    def __len__(self):
        return self.length


def options(draw):
    """Random options of a loader; those that are None keep torch's default."""
    kind = draw.choice(["plain", "shuffle", "shuffle", "sampler"])
    length = draw.choice([1, 2, 5, 12, 33, 100])
    return {
        "seed": draw.randrange(1000),
        "length": length,
        "batch_size": draw.choice([None, 1, 2, 4, 32]),
        "drop_last": draw.random() < 0.3,
        "kind": kind,
        "generator": draw.randrange(1000) if draw.random() < 0.4 else None,
        "replacement": kind == "sampler" and draw.random() < 0.6,
        "num_samples": draw.choice([None, 3, length, 2 * length + 1, 70]) if kind == "sampler" else None,
        "splits": draw.choice([None, None, [0.8, 0.2], [0.5, 0.25, 0.25], [0.0, 1.0]]),
    }


def case(given):
    torch.manual_seed(given["seed"])
    generator = None
    if given["generator"] is not None:
        generator = torch.Generator()
        generator.manual_seed(given["generator"])
    dataset = Numbers(given["length"])
    keywords = {"drop_last": given["drop_last"], "generator": generator, "collate_fn": list}
    if given["batch_size"] is not None:
        keywords["batch_size"] = given["batch_size"]
    if given["kind"] == "shuffle":
        keywords["shuffle"] = True
    if given["kind"] == "sampler":
        keywords["sampler"] = RandomSampler(
            dataset, given["replacement"], given["num_samples"], generator=generator
        )
    loader = DataLoader(dataset, **keywords)
    epochs = [list(loader) for _ in range(EPOCHS)]
    result = {**given, "len": len(loader), "epochs": epochs}
    if given["splits"] is not None:
        result["parts"] = [
            list(part.indices) for part in random_split(dataset, given["splits"], generator=generator)
        ]
    result["next"] = torch.rand(1).item()
    result["next_of_generator"] = None
    if generator is not None:
        result["next_of_generator"] = torch.randint(0, 1000, (2,), generator=generator).tolist()
    return result


def main():
    warnings.simplefilter("ignore")
    draw = random.Random(16)
    for _ in range(CASES):
        print(json.dumps(case(options(draw))))


if __name__ == "__main__":
    main()
