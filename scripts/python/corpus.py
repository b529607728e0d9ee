"""Words of The House that Jack Built and The Twelve Days of Christmas, or of three files; the twin of Corpus."""

import pathlib

import torch

house = [
    "malt that lay in",
    "rat that ate",
    "cat that killed",
    "dog that worried",
    "cow with the crumpled horn that tossed",
    "maiden all forlorn that milked",
    "man all tattered and torn that kissed",
    "priest all shaven and shorn that married",
    "cock that crowed in the morn that waked",
    "farmer sowing his corn that kept",
]
days = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split()
gifts = [
    "a partridge in a pear tree",
    "two turtle doves and",
    "three French hens",
    "four calling birds",
    "five gold rings",
    "six geese a-laying",
    "seven swans a-swimming",
    "eight maids a-milking",
    "nine ladies dancing",
    "ten lords a-leaping",
    "eleven pipers piping",
    "twelve drummers drumming",
]


def stanzas():
    for last in range(len(house) + 1):
        lines = [f"the {line}" for line in reversed(house[:last])] + ["the house that Jack built"]
        yield [f"this is {lines[0]}", *lines[1:]]
    for last in range(len(days)):
        first = f"on the {days[last]} day of Christmas my true love sent to me"
        yield [first, *reversed(gifts[: last + 1])]


class Corpus:
    def __init__(self, folder):
        self.idx2word = []
        self.word2idx = {}
        if folder:
            read = lambda name: (pathlib.Path(folder) / name).read_text(encoding="utf-8").splitlines()
            parts = [read(name) for name in ("train.txt", "valid.txt", "test.txt")]
        else:
            parts = [[], [], []]
            for i, stanza in enumerate(stanzas()):
                parts[1 if i in (9, 21) else 2 if i in (10, 22) else 0] += stanza
        self.train, self.valid, self.test = (self.tokenize(part) for part in parts)

    def tokenize(self, lines):
        ids = []
        for line in lines:
            for word in [*line.split(), "<eos>"]:
                if word not in self.word2idx:
                    self.word2idx[word] = len(self.idx2word)
                    self.idx2word.append(word)
                ids.append(self.word2idx[word])
        return torch.tensor(ids)
