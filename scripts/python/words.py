"""Words of several languages, in plain Latin letters, from a folder of LANGUAGE.txt files."""

import pathlib
import string
import unicodedata

import torch

letters = string.ascii_uppercase + string.ascii_lowercase + " .,;'"


def ascii(text):
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(c for c in decomposed if c in letters).strip()


def read(folder):
    words = {}
    for file in sorted(pathlib.Path(folder).glob("*.txt"), key=lambda file: file.stem):
        lines = [ascii(line) for line in file.read_text(encoding="utf-8").splitlines()]
        words[file.stem] = [line for line in lines if line]
    return {language: found for language, found in words.items() if found}


def shuffled(examples):
    return [examples[i] for i in torch.randperm(len(examples)).tolist()]


def batches(examples, size):
    return [examples[i : i + size] for i in range(0, len(examples), size)]
