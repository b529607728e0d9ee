"""Runs the Python that the notebooks show, and compares it with the Java outputs beside it.

A block of Python stands in the text before the Java cell that ports it; what it prints, and the
value of the expression that it ends with, are what that cell must show. Blocks of a notebook run
one after the other, in its folder. A cell to fill in shows nothing yet, whatever its block prints.

    python notebook_twins.py [NOTEBOOK.ipynb ...]
"""

import ast
import collections
import contextlib
import io
import json
import os
import pathlib
import re
import sys

import torch

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FOLDER = pathlib.Path(__file__).parents[2] / "notebooks"


def shown(code, names):
    """What a cell of Python prints and ends with."""
    tree = ast.parse(code)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(tree, "cell", "exec"), names)
        value = None
        if last is not None:
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
            if value is not None:
                print(text(value))
    return out.getvalue().strip()


def text(value):
    """What a cell shows of a value: an OrderedDict as from Python 3.12 on, whatever the Python."""
    if isinstance(value, collections.OrderedDict):
        return f"OrderedDict({dict(value)!r})"
    return repr(value) if isinstance(value, torch.device) else str(value)


def stored(cell):
    """The text outputs of a Java cell."""
    parts = []
    for output in cell["outputs"]:
        if output["output_type"] == "stream":
            parts.append("".join(output["text"]))
        elif "image/png" not in output["data"]:
            parts.append("".join(output["data"]["text/plain"]))
    return "\n".join(part.strip() for part in parts)


def main():
    torch.set_num_threads(1)
    wrong = compared = 0
    paths = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    for path in paths or sorted(FOLDER.glob("**/*.ipynb")):
        os.chdir(path.parent)
        names = {}
        torch.set_grad_enabled(True)
        python = None
        for cell in json.loads(path.read_text())["cells"]:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                blocks = BLOCK.findall(source)
                python = "\n".join(blocks) if blocks else None
            elif python is not None:
                wanted = shown(python, names)
                exercise = cell["id"].startswith("exercise-")
                compared += not exercise
                if not exercise and wanted != stored(cell):
                    wrong += 1
                    print(f"{path}\nPython:\n{wanted}\nJava:\n{stored(cell)}\n")
                python = None
    print(f"{compared} cells compared, {wrong} differ")
    sys.exit(wrong != 0)


main()
