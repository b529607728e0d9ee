"""Series of numbers; the twin of Series."""

import math
import pathlib
import re


def series_of(file):
    return read(file) if file else [math.sin(i / 6) for i in range(240)]


def read(file):
    fields = [line.split(",")[-1].strip() for line in pathlib.Path(file).read_text().splitlines()]
    number = re.compile("[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?")
    return [float(field) for field in fields if number.fullmatch(field)]
