"""Makes the goldens that ParityTest compares with: what the reference torch computes.

    python make_golden.py [--seed S] [--cases N] [--out DIR] [--more]

writes N recurrent cases, and a share of each other kind, or with --more cases of the kinds in MORE, as gzipped JSON lines, a file for each
kind; which does what stands in golden/KIND.py. The same arguments give the same files.

A case has an "id", a "kind", options under the names of the Java builders, and a "seed", not data:
weights, inputs and coefficients are drawn after torch.manual_seed(seed), in float32, in the order
in which the Python side draws them, and the Java side draws them too. What torch then had is in
"expected", name by name, the weights as they were drawn among it:

    {"dtype": "float32", "shape": [2, 3], "data": base64 of the little-endian numbers}

and of more than 48 numbers every stride-th is in "data", with the first 16 digits of the SHA-256
of all in "sha256". What torch has under no_grad() is in "unrecorded" where it is another number;
cases with "record": false are made under no_grad() only. Texts are in "message" and "text". Make
them without DNNL_MAX_CPU_ISA, MKL_ENABLE_INSTRUCTIONS and ATEN_CPU_CAPABILITY in the environment.

versions.json holds the version of torch, the arguments, and the processor: the last bits of
LibTorch's results depend on its vector units and vendor. On Intel's, dropout draws other masks from
the same seed: cases that depend on them have "masks".
"""

import argparse
import gzip
import json
import pathlib
import platform
import random
import re

import torch
from golden import (
    adaptive, attention, cells, distributions, errors, inits, layers, lbfgs, losses, more_inits,
    more_layers, more_losses, more_optimizers, optimizers, packing, pointwise, recurrent, reprs,
    selections, spatial,
    spatial_functions, spatial_reprs, unrecorded)

DEFAULT_OUT = pathlib.Path(__file__).parents[2] / "src" / "test" / "resources" / "golden"

# The kinds that came later, on another processor, into a folder of their own, with their shares.
MORE = {
    adaptive: 0.1,
    distributions: 0.1,
    lbfgs: 0.08,
    more_inits: 0.15,
    more_layers: 0.6,
    more_losses: 0.6,
    more_optimizers: 0.1,
    pointwise: 0.5,
    spatial: 0.15,
    spatial_functions: 0.12,
    spatial_reprs: 0.05,
    attention: 0.12,
    selections: 0.15,
}

# How many cases of a kind there are for each recurrent one.
SHARES = {recurrent: 1, cells: 0.2, layers: 0.15, losses: 0.2, optimizers: 0.1, inits: 0.1,
          packing: 0.1, errors: 0.8, reprs: 0.15, unrecorded: 0.5}


def processor():
    cpuinfo = pathlib.Path("/proc/cpuinfo")
    vendor = re.search(r"vendor_id\s*:\s*(\S+)", cpuinfo.read_text()) if cpuinfo.exists() else None
    return " ".join([platform.machine(), vendor[1] if vendor else "unknown",
                     torch.backends.cpu.get_cpu_capability()])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--more", action="store_true")
    args = parser.parse_args()
    if args.out is None:
        args.out = DEFAULT_OUT / "more" if args.more else DEFAULT_OUT
    torch.set_num_threads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    for kind, share in (MORE if args.more else SHARES).items():
        name = kind.__name__.removeprefix("golden.")
        rng = random.Random(f"{args.seed} {name}")
        with open(args.out / f"{name}.jsonl.gz", "wb") as file:
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as lines:
                for i in range(max(1, round(args.cases * share))):
                    case = {"id": f"{name}-{args.seed}-{i}"} | kind.make(rng)
                    lines.write((json.dumps(case) + "\n").encode())
    versions = {"torch": torch.__version__, "seed": args.seed, "cases": args.cases,
                "processor": processor()}
    (args.out / "versions.json").write_text(json.dumps(versions) + "\n")


if __name__ == "__main__":
    main()
