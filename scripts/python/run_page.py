"""Runs the Python of a page and compares what it prints with the page's text.

With --write the texts are replaced by what Python prints. A block of text belongs to the block of
Python before it.
"""

import argparse
import contextlib
import io
import pathlib
import re
import sys

import torch

BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    names = {"torch": torch, "nn": torch.nn}
    printed = None
    wrong = 0

    def replace(block):
        nonlocal printed, wrong
        if block[1] == "python":
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(block[2], names)
            printed = out.getvalue()
            return block[0]
        if printed != block[2]:
            wrong += 1
            if not arguments.write:
                print(f"page:\n{block[2]}Python:\n{printed}", file=sys.stderr)
        return f"```text\n{printed}```"

    text = BLOCK.sub(replace, arguments.page.read_text())
    if arguments.write:
        arguments.page.write_text(text)
    elif wrong:
        sys.exit(f"{wrong} blocks differ")


main()
