"""Runs notebooks in a Java kernel and compares their text outputs with the stored ones.

The kernel's command line follows after "--". scripts/notebooks calls this.
"""

import argparse
import base64
import difflib
import json
import pathlib
import signal
import sys
import time

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FOLDER = pathlib.Path(__file__).parents[2] / "notebooks"

# Ten times what they need and more: a machine may be busy, but nothing waits for ever.
STARTUP_SECONDS = 60
CELL_SECONDS = 120
NOTEBOOK_SECONDS = 300

# The last chunk's name and check sum.
PNG_END = b"IEND\xaeB`\x82"


def install_kernel(folder, command):
    """Writes the specification of the kernel named "java" where Jupyter looks for it."""
    spec = folder / "kernels" / "java"
    spec.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"argv": command, "display_name": "Java", "language": "java"})
    (spec / "kernel.json").write_text(text)


def merged(outputs):
    """Outputs with what a stream got in pieces as one."""
    result = []
    for output in outputs:
        if output.output_type == "stream" and result and result[-1].get("name") == output.name:
            result[-1].text += output.text
        else:
            result.append(output)
    return result


def texts(notebook):
    """The outputs of the code cells as lines: a picture is there or not, a text is compared."""
    lines = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type != "code":
            continue
        lines.append(f"-- cell {number}")
        for output in merged(cell.outputs):
            if output.output_type == "stream":
                lines += [f"{output.name}:"] + output.text.splitlines()
            elif output.output_type == "error":
                lines += ["error:"] + output.traceback
            elif "image/png" in output.data:
                lines.append("picture")
            else:
                lines += ["value:"] + output.data["text/plain"].splitlines()
    return lines


def whole(png):
    """A picture in base64 with its last bytes, of which the kernels' own base64 drops up to two."""
    data = base64.b64decode(png)
    return base64.b64encode(data[: data.rindex(PNG_END[:4])] + PNG_END).decode()


def run(path):
    """The notebook with new outputs."""

    def too_long(*_):
        raise TimeoutError(f"ran longer than {NOTEBOOK_SECONDS} s")

    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        kernel_name="java",
        timeout=CELL_SECONDS,
        startup_timeout=STARTUP_SECONDS,
        record_timing=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(NOTEBOOK_SECONDS)
    try:
        client.execute()
    finally:
        signal.alarm(0)
        if client.km is not None and client.km.has_kernel:
            client.km.shutdown_kernel(now=True)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = merged(cell.outputs)
            for output in cell.outputs:
                # The text of a picture is the address of a Java object.
                if "image/png" in output.get("data", {}):
                    output.data["text/plain"] = "picture"
                    output.data["image/png"] = whole(output.data["image/png"])
    return notebook


def check(path, write, html):
    """Whether the notebook's outputs are the stored ones."""
    stored = nbformat.read(path, as_version=4)
    try:
        notebook = run(path)
    except (CellExecutionError, TimeoutError, RuntimeError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return False
    if html:
        from nbconvert import HTMLExporter

        html.mkdir(parents=True, exist_ok=True)
        name = "-".join(path.relative_to(FOLDER).with_suffix(".html").parts)
        (html / name).write_text(HTMLExporter().from_notebook_node(notebook)[0])
    if any(line == "stderr:" for line in texts(notebook)):
        print(f"{path}: writes to stderr", file=sys.stderr)
        print("\n".join(texts(notebook)), file=sys.stderr)
        return False
    if write:
        notebook.metadata.pop("language_info", None)
        text = json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True)
        path.write_text(text + "\n")
        return True
    difference = list(
        difflib.unified_diff(texts(stored), texts(notebook), "stored", "run", lineterm="")
    )
    if difference:
        print(f"{path}: differs from what is stored", file=sys.stderr)
        print("\n".join(difference), file=sys.stderr)
    return not difference


def main():
    split = sys.argv.index("--")
    parser = argparse.ArgumentParser(prog="notebooks", description="Runs the notebooks.")
    parser.add_argument("--kernels", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="stores the outputs")
    parser.add_argument("--html", type=pathlib.Path, metavar="DIR", help="renders the notebooks")
    parser.add_argument("notebooks", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args(sys.argv[1:split])

    install_kernel(arguments.kernels, sys.argv[split + 1 :])
    paths = arguments.notebooks or sorted(FOLDER.glob("**/*.ipynb"))
    wrong = 0
    for path in paths:
        begin = time.monotonic()
        good = check(path.resolve(), arguments.write, arguments.html)
        wrong += not good
        print(f"{'ok' if good else 'WRONG'} {path} {time.monotonic() - begin:.1f} s", flush=True)
    if wrong:
        sys.exit(1)


main()
