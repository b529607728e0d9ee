"""The Python half of scripts/bench: how long each work takes, or what it comes to.

python bench.py --warm SECONDS --measure SECONDS OUT.json WORK...
python bench.py --values STEPS OUT.json     what the works have come to after some steps
"""

import argparse
import json
import platform
import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import torch
from bench_works import WORKS, SharedModule

THREADS = {"SharedModule.oneThread": 1, "SharedModule.twoThreads": 2}


def run(step, seconds):
    """The nanoseconds of each step."""
    samples = []
    end = time.perf_counter_ns() + seconds * 1e9
    while True:
        start = time.perf_counter_ns()
        step()
        now = time.perf_counter_ns()
        samples.append(now - start)
        if now >= end:
            return samples


def median_micros(work, warm, measure):
    torch.manual_seed(0)
    state = work.make()
    with torch.set_grad_enabled(work.grad):
        run(lambda: work.step(state), warm)
        return statistics.median(run(lambda: work.step(state), measure)) / 1000


def micros_in_threads(threads, warm, measure):
    """Of many calls each: the median of single ones would not see how threads wait."""
    work = SharedModule()
    with ThreadPoolExecutor(threads) as pool:
        for seconds in (warm, measure):
            runs = pool.map(run, [work.calls] * threads, [seconds] * threads)
            samples = [sample for samples in runs for sample in samples]
    return statistics.median(samples) / 1000 / work.CALLS / threads


def value(work, steps):
    torch.manual_seed(0)
    state = work.make()
    with torch.set_grad_enabled(work.grad):
        for _ in range(steps):
            work.step(state)
        return state.value()


parser = argparse.ArgumentParser()
parser.add_argument("out")
parser.add_argument("--warm", type=float)
parser.add_argument("--measure", type=float)
parser.add_argument("--values", type=int, metavar="STEPS")
parser.add_argument("works", nargs="*", metavar="WORK")
args = parser.parse_args()

with open(args.out, "w") as out:
    if args.values is not None:
        values = {name: value(work, args.values) for name, work in WORKS.items()}
        json.dump(values, out, indent=1, sort_keys=True)
        out.write("\n")
    else:
        times = (args.warm, args.measure)
        micros = {
            name: micros_in_threads(THREADS[name], *times)
            if name in THREADS
            else median_micros(WORKS[name], *times)
            for name in args.works
        }
        versions = f"Python {platform.python_version()}, torch {torch.__version__}"
        json.dump({"threads": torch.get_num_threads(), "versions": versions, "micros": micros}, out)
