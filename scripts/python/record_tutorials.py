"""Records what the Python twins print: python record_tutorials.py [PROGRAM...], into src/test/resources/tutorial.

Without an argument it records all; with the names of files in its folder programs, those. sentiment, sentiment-seed42,
surname-generator-seed42, word-language-model and makemore-sampled are of an Intel processor, on which torch draws
dropout and samples with another library.
"""

import pathlib
import shlex
import subprocess
import sys

here = pathlib.Path(__file__).parent
root = here.parent.parent
out = root / "src" / "test" / "resources" / "tutorial"
(out / "programs").mkdir(parents=True, exist_ok=True)
(root / "target").mkdir(exist_ok=True)


def record(name, arguments):
    script = here / (name.replace("-", "_") + ".py")
    return subprocess.run(
        [sys.executable, "-W", "ignore", str(script), *arguments],
        check=True, capture_output=True, text=True, cwd=root,
    ).stdout


tutorials = ["rnn-cell", "rnn", "hello-cell", "hello-rnn", "hello-embedding", "own-cell"]
for name in [] if sys.argv[1:] else tutorials:
    runs = [(seed, None) for seed in (0, 1, 2, 3, 42)]
    if name.startswith("hello"):
        runs.append((7, 40))
    for seed, epochs in runs:
        arguments = ["--seed", str(seed)] + (["--epochs", str(epochs)] if epochs else [])
        suffix = f"-epochs{epochs}" if epochs else ""
        (out / f"{name}-seed{seed}{suffix}.txt").write_text(record(name, arguments))

# Each is a command, or some that need the files of those before them.
words, sunspots = "--data src/test/resources/words", "--data src/test/resources/sunspots.csv"
programs = {
    "names": f"names {words} --seed 0 --epochs 12 --predict Grudnia --predict Märzenland",
    "names-one-by-one": f"names {words} --seed 0 --epochs 3 --one-by-one --predict Grudnia",
    "names-seed42": f"names {words} --seed 42 --epochs 4",
    "generate": f"names {words} --seed 0 --epochs 12 --save target/names.pt\n"
    f"generate {words} --seed 0 --epochs 12 --judge target/names.pt",
    "generate-hot": f"generate {words} --seed 7 --epochs 2 --temperature 1.5 --count 2",
    "forecast": "forecast --seed 0 --epochs 20",
    "forecast-sunspots": f"forecast {sunspots} --seed 1 --epochs 20 --future 22",
    "surnames": f"surnames {words} --seed 0 --epochs 2",
    "surnames-seed42": f"surnames {words} --seed 42 --epochs 2",
    "gru-classifier": f"gru-classifier {words} --seed 0 --epochs 4 --hidden 32",
    "gru-classifier-seed42": f"gru-classifier {words} --seed 42 --epochs 4 --hidden 32",
    "sentiment": "sentiment --seed 0 --epochs 4 --sentences 1000",
    "sentiment-seed42": "sentiment --seed 42 --epochs 4 --sentences 1000",
    "sentiment-sure": "sentiment --dropout 0 --seed 0 --epochs 4 --sentences 1000",
    "sentiment-sure-seed42": "sentiment --dropout 0 --seed 42 --epochs 4 --sentences 1000",
    "translate": "translate --seed 0 --epochs 4 --pairs 1000",
    "translate-seed42": "translate --seed 42 --epochs 4 --pairs 1000",
    "bilstm-crf": "bilstm-crf --seed 1 --epochs 50",
    "bilstm-crf-seed42": "bilstm-crf --seed 42 --epochs 50",
    "surname-generator": f"surname-generator --dropout 0 --count 0 {words} --seed 0 --epochs 32",
    "surname-generator-seed42": f"surname-generator {words} --seed 42 --epochs 5",
    "echo": "echo --seed 0 --epochs 4",
    "echo-seed42": "echo --seed 42 --epochs 3 --steps 5",
    "window-regression": "window-regression --seed 1 --patience 2",
    "window-regression-sunspots": f"window-regression {sunspots} --seed 0",
    "tagger": "tagger --seed 1",
    "tagger-seed42": "tagger --seed 42 --epochs 100",
    "makemore-rnn": f"makemore {words} --type rnn --seed 0 --epochs 2 --steps 40 --top-k 1",
    "makemore-gru": f"makemore {words} --type gru --seed 0 --epochs 2 --steps 15 --top-k 1",
    "makemore-sampled": f"makemore {words} --type gru --seed 3407 --epochs 1 --steps 21 --n-embd 32 --top-k 5",
    "word-language-model": "word-language-model --tied --seed 1111 --epochs 8 --emsize 48 --nhid 48 --lr 5 --words 20",
    "word-language-model-sure": "word-language-model --tied --dropout 0 --seed 0 --epochs 8 --emsize 48 --nhid 48 --lr 5 --words 0",
    "word-language-model-untied": "word-language-model --dropout 0 --seed 42 --epochs 4 --emsize 32 --nhid 48 --words 0",
    "time-sequence": "time-sequence --seed 0 --epochs 2 --waves 10 --length 45 --future 20",
    "time-sequence-seed42": "time-sequence --seed 42 --epochs 1 --waves 7 --length 80 --future 30",
}
for file in sys.argv[1:] or programs:
    text = ""
    for command in programs[file].splitlines():
        name, *arguments = shlex.split(command)
        text += f"$ {command}\n{record(name, arguments)}"
    (out / "programs" / f"{file}.txt").write_text(text)
