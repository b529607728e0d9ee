"""Sentences about a film, made up at random; the twin of Review."""

import torch
from torch.nn.utils.rnn import pad_sequence

things = ["film", "plot", "cast", "music", "ending", "dialogue", "camera", "pace"]
degrees = ["", "very", "quite", "rather", "really"]
good_words = ["good", "great", "funny", "clever", "moving", "fresh", "bright", "superb"]
bad_words = ["bad", "awful", "dull", "clumsy", "hollow", "stale", "noisy", "tedious"]
vocabulary = ["<pad>", "the", "is", "not", "and"] + things + degrees[1:] + good_words + bad_words


def dataset(count):
    return [review(row) for row in torch.randint(1000, (count, 16)).tolist()]


def collate(reviews):
    codes = [torch.tensor([vocabulary.index(word) for word in words]) for words, _ in reviews]
    text = pad_sequence(codes, batch_first=True)
    lengths = torch.tensor([len(words) for words, _ in reviews])
    labels = torch.tensor([label for _, label in reviews])
    return text, lengths, labels


def review(row):
    clauses = []
    balance = 0
    for at in range(1, 1 + 5 * (1 + 2 * (row[0] % 2)), 5):
        denied = row[at + 1] % 4 == 0
        good = row[at + 3] % 2 == 0
        adjectives = good_words if good else bad_words
        clause = ["the", choice(things, row[at]), "is", "not" if denied else ""]
        clause += [choice(degrees, row[at + 2]), choice(adjectives, row[at + 4])]
        clauses.append(" ".join(word for word in clause if word))
        balance += 1 if good != denied else -1
    return " and ".join(clauses).split(), 1.0 if balance > 0 else 0.0


def choice(words, number):
    return words[number % len(words)]
