"""Numbers below 10,000 in English words and in digits; the twin of Numerals."""

import torch
from torch.utils.data import TensorDataset

words = (
    " zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety"
    " hundred thousand"
).split(" ")
digits = ["", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "<s>"]
start = digits.index("<s>")
length = 5
longest = 7  # nine thousand nine hundred ninety nine


def dataset(count):
    numbers = torch.randperm(10_000).tolist()[:count]
    sources = torch.zeros(count, longest, dtype=torch.int64)
    targets = torch.zeros(count, length, dtype=torch.int64)
    for i, number in enumerate(numbers):
        for j, word in enumerate(spelled(number)):
            sources[i, j] = words.index(word)
        for j, digit in enumerate(str(number)):
            targets[i, j] = digits.index(digit)
    return TensorDataset(sources, targets)


def spelled(number):
    result = []
    if number >= 1000:
        result += [words[1 + number // 1000], "thousand"]
    if number % 1000 >= 100:
        result += [words[1 + number % 1000 // 100], "hundred"]
    rest = number % 100
    if rest >= 20:
        result.append(words[words.index("twenty") + rest // 10 - 2])
        rest %= 10
    if rest > 0 or number == 0:
        result.append(words[1 + rest])
    return result


def text(codes, vocabulary, separator):
    codes = codes.tolist()
    end = codes.index(0) if 0 in codes else len(codes)
    return separator.join(vocabulary[code] for code in codes[:end])
