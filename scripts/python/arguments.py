"""The arguments of the Python twins."""

import argparse

import torch


def parse(epochs=0, more=lambda parser: None):
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=42)
    parser.add_argument("--epochs", type=int, default=epochs)
    more(parser)
    torch.set_num_threads(1)
    return parser.parse_args()
