"""The rates of 200 steps of many schedules, as Python's doubles.

  schedulers.py golden FILE             writes them as JSON lines, with the states in the middle
  schedulers.py continue FILE FOLDER    goes on from the states that Java wrote as FOLDER/ID.pt

A series is a list of numbers, and of [number, how often] for several equal ones. Step i of a case, from 1, is: optimizer.step(), the new
rate of "change" if it is i, scheduler.step(). After step "save" a new optimizer and a new schedule
go on with the states of the old ones.
"""
import itertools
import json
import math
import random
import sys

import torch
from torch.optim import lr_scheduler

STEPS = 200

LAMBDAS = {
    "inverse": lambda epoch: 1 / (1 + epoch),
    "line": lambda epoch: 1 - epoch / 300,
    "warm": lambda epoch: min(1.0, (epoch + 1) / 20),
}

FACTORS = {
    "shrink": lambda epoch: 1.02 if epoch % 7 == 0 else 0.97,
    "swing": lambda epoch: 1 + 0.3 / (1 + epoch) * (-1) ** epoch,
}
SCALES = {
    "fade": lambda x: 1 / (1 + x / 9),
    "beat": lambda x: 0.5 if x % 3 == 0 else 1.25,
}


def metric(name, step):
    noise = step * 7919 % 101 / 101 + 1 / (1 + step)
    if name == "falling":
        return 1 / (1 + step // 8)
    if name == "nan" and step % 10 == 9:
        return math.nan
    return -noise if name == "negative" else noise


def optimizer_of(case):
    groups = [{"params": [torch.zeros(1, requires_grad=True)], "lr": lr} for lr in case["lrs"]]
    return getattr(torch.optim, case["optimizer"])(groups)


def scheduler_of(kind, options, optimizer):
    options = dict(options)
    if kind == "LambdaLR":
        chosen = options.pop("lr_lambda")
        options["lr_lambda"] = (
            LAMBDAS[chosen] if isinstance(chosen, str) else [LAMBDAS[name] for name in chosen])
    if kind == "MultiplicativeLR":
        chosen = options.pop("lr_lambda")
        options["lr_lambda"] = (
            FACTORS[chosen] if isinstance(chosen, str) else [FACTORS[name] for name in chosen])
    if "scale_fn" in options:
        options["scale_fn"] = SCALES[options["scale_fn"]]
    if "schedulers" in options:
        options["schedulers"] = [
            scheduler_of(name, given, optimizer) for name, given in options["schedulers"]]
    if kind == "ChainedScheduler":
        return lr_scheduler.ChainedScheduler(options["schedulers"], optimizer)
    return getattr(lr_scheduler, kind)(optimizer, **options)


def advance(case, step, optimizer, scheduler):
    optimizer.step()
    if step == case["change"]:
        optimizer.param_groups[0]["lr"] = 0.123
    if case["metric"]:
        scheduler.step(metric(case["metric"], step))
    elif case["fraction"]:
        scheduler.step(step / case["fraction"])
    else:
        scheduler.step()


def momentum(group):
    return group["betas"][0] if "betas" in group else group.get("momentum", 0.0)


class Series:
    def __init__(self, case):
        self.rates = [[] for _ in case["lrs"]]
        self.momenta = []

    def add(self, optimizer, scheduler):
        for rates, group, last in zip(self.rates, optimizer.param_groups, scheduler.get_last_lr()):
            assert group["lr"] == last
            rates.append(group["lr"])
        self.momenta.append(momentum(optimizer.param_groups[0]))

    def runs(self):
        return {"rates": [runs(rates) for rates in self.rates], "momenta": runs(self.momenta)}


def runs(numbers):
    counted = [[number, len(list(same))] for number, same in itertools.groupby(numbers)]
    return [run if run[1] > 1 else run[0] for run in counted]


def encode(value):
    if isinstance(value, dict):
        return {str(key): encode(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(entry) for entry in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def run(case):
    optimizer = optimizer_of(case)
    scheduler = scheduler_of(case["kind"], case["options"], optimizer)
    series = Series(case)
    series.add(optimizer, scheduler)
    for step in range(1, STEPS + 1):
        advance(case, step, optimizer, scheduler)
        series.add(optimizer, scheduler)
        if step == case["save"]:
            states = optimizer.state_dict(), scheduler.state_dict()
            case["state"] = encode(states[1])
            case["group_state"] = encode(states[0]["param_groups"][0])
            optimizer = optimizer_of(case)
            scheduler = scheduler_of(case["kind"], case["options"], optimizer)
            optimizer.load_state_dict(states[0])
            scheduler.load_state_dict(states[1])
    return case | series.runs()


def options_of(kind, rng, groups):
    def maybe(**choices):
        return {name: rng.choice(values) for name, values in choices.items() if rng.random() < 0.6}

    if kind == "StepLR":
        return {"step_size": rng.choice([1, 7, 30])} | maybe(gamma=[0.5, 0.97, 1 / 3])
    if kind == "MultiStepLR":
        return {"milestones": rng.choice([[30, 80], [5, 5, 60, 150], [0, 120, 40]])} | maybe(
            gamma=[0.5, 0.3, 1 / 7])
    if kind == "ExponentialLR":
        return {"gamma": rng.choice([0.9, 0.99, 1.01])}
    if kind == "LambdaLR":
        each = [rng.choice(list(LAMBDAS)) for _ in range(groups)]
        return {"lr_lambda": rng.choice([each[0], each])}
    if kind == "ConstantLR":
        return maybe(factor=[0.5, 0.1, 1 / 7], total_iters=[1, 20, 300])
    if kind == "LinearLR":
        return maybe(start_factor=[0.5, 0.01, 1.0], end_factor=[0.7, 0.05], total_iters=[1, 20, 300])
    if kind == "CosineAnnealingLR":
        return {"T_max": rng.choice([1, 10, 37, 200])} | maybe(eta_min=[1e-4, 0.003])
    if kind == "CosineAnnealingWarmRestarts":
        return {"T_0": rng.choice([1, 10, 17])} | maybe(T_mult=[2, 3], eta_min=[1e-4, 0.003])
    if kind == "OneCycleLR":
        each = [rng.choice([0.1, 0.01, 0.3]) for _ in range(groups)]
        length = rng.choice([{"total_steps": 200}, {"total_steps": 333},
                             {"epochs": 21, "steps_per_epoch": 10}])
        return {"max_lr": rng.choice([each[0], each])} | length | maybe(
            pct_start=[0.1, 0.45], anneal_strategy=["linear"], div_factor=[10.0],
            final_div_factor=[100.0], three_phase=[True], base_momentum=[0.7], max_momentum=[0.9])
    if kind == "ReduceLROnPlateau":
        each = [rng.choice([0.0, 1e-3, 1e-2]) for _ in range(groups)]
        return maybe(mode=["max"], factor=[0.5, 0.9], patience=[0, 3, 5], threshold=[0.01, 0.1],
                     threshold_mode=["abs"], cooldown=[2, 7], min_lr=[1e-3, each], eps=[1e-3])
    if kind == "MultiplicativeLR":
        each = [rng.choice(list(FACTORS)) for _ in range(groups)]
        return {"lr_lambda": rng.choice([each[0], each])}
    if kind == "PolynomialLR":
        return maybe(total_iters=[1, 20, 199, 300], power=[0.5, 2.0, 0.9, 3.0])
    if kind == "CyclicLR":
        low = [rng.choice([0.001, 0.01]) for _ in range(groups)]
        high = [rng.choice([0.1, 0.3]) for _ in range(groups)]
        bounds = rng.choice([{"base_lr": low[0], "max_lr": high[0]}, {"base_lr": low, "max_lr": high}])
        chosen = bounds | {"step_size_up": rng.choice([1, 7, 30])} | maybe(
            step_size_down=[1, 11, 50], mode=["triangular2", "exp_range"], gamma=[0.99, 0.9],
            cycle_momentum=[False], base_momentum=[0.7], max_momentum=[0.95, [0.95] * groups])
        if rng.random() < 0.4:
            chosen |= {"scale_fn": rng.choice(list(SCALES)),
                       "scale_mode": rng.choice(["cycle", "iterations"])}
        return chosen
    if kind == "ChainedScheduler":
        children = rng.sample(["StepLR", "ExponentialLR", "ConstantLR", "LinearLR", "PolynomialLR",
                               "MultiplicativeLR", "CosineAnnealingLR"], rng.choice([1, 2, 3]))
        return {"schedulers": [[name, options_of(name, rng, groups)] for name in children]}
    children = rng.sample(["StepLR", "MultiStepLR", "ExponentialLR", "ConstantLR", "LinearLR",
                           "CosineAnnealingLR", "CosineAnnealingWarmRestarts", "LambdaLR"], 3)
    children = children[:rng.choice([2, 3])]
    milestones = sorted(rng.sample(range(1, 180), len(children) - 1))
    return {"schedulers": [[name, options_of(name, rng, groups)] for name in children],
            "milestones": milestones}


COUNTS = {
    "StepLR": 6, "ReduceLROnPlateau": 20, "MultiStepLR": 6, "ExponentialLR": 3, "LambdaLR": 4,
    "CosineAnnealingLR": 6, "OneCycleLR": 6, "ConstantLR": 5, "LinearLR": 6,
    "CosineAnnealingWarmRestarts": 6, "SequentialLR": 9, "MultiplicativeLR": 4, "PolynomialLR": 6,
    "CyclicLR": 12, "ChainedScheduler": 8,
}


def cases():
    rng = random.Random(0)
    for kind, count in COUNTS.items():
        for i in range(count):
            groups = rng.choice([1, 1, 2])
            case = {
                "id": f"{kind}-{i}", "kind": kind, "optimizer": rng.choice(["SGD", "Adam"]),
                "lrs": [rng.choice([0.1, 0.05, 0.001, 0.3]) for _ in range(groups)],
                "options": options_of(kind, rng, groups),
                "save": rng.choice([1, 77, 120]), "change": rng.choice([None, None, 50]),
                "metric": None, "fraction": None,
            }
            if kind == "ReduceLROnPlateau":
                case["metric"] = rng.choice(["falling", "noise", "negative", "nan"])
            if kind == "CosineAnnealingWarmRestarts":
                case["fraction"] = rng.choice([None, 7])
            yield case


def go_on(case, folder):
    states = torch.load(f"{folder}/{case['id']}.pt")
    optimizer = optimizer_of(case)
    scheduler = scheduler_of(case["kind"], case["options"], optimizer)
    optimizer.load_state_dict(states["optimizer"])
    scheduler.load_state_dict(states["scheduler"])
    series = Series(case)
    for step in range(case["save"] + 1, STEPS + 1):
        advance(case, step, optimizer, scheduler)
        series.add(optimizer, scheduler)
    return {"id": case["id"]} | series.runs()


if sys.argv[1] == "golden":
    with open(sys.argv[2], "w") as file:
        for case in cases():
            file.write(json.dumps(run(case)) + "\n")
else:
    with open(sys.argv[2]) as file:
        for line in file:
            print(json.dumps(go_on(json.loads(line), sys.argv[3])))
