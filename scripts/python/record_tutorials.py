"""Records what the Python twins print: python record_tutorials.py, into src/test/resources/tutorial."""

import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
out = here.parent.parent / "src" / "test" / "resources" / "tutorial"
out.mkdir(parents=True, exist_ok=True)
for name in ["rnn-cell", "rnn", "hello-cell", "hello-rnn", "hello-embedding"]:
    script = here / (name.replace("-", "_") + ".py")
    runs = [(seed, None) for seed in (0, 1, 2, 3, 42)]
    if name.startswith("hello"):
        runs.append((7, 40))
    for seed, epochs in runs:
        arguments = ["--seed", str(seed)] + (["--epochs", str(epochs)] if epochs else [])
        lines = subprocess.run(
            [sys.executable, "-W", "ignore", str(script), *arguments],
            check=True, capture_output=True, text=True,
        ).stdout
        suffix = f"-epochs{epochs}" if epochs else ""
        (out / f"{name}-seed{seed}{suffix}.txt").write_text(lines)
