"""The Python twin of Names: python names.py --data DIR [--seed N] [--epochs N] [--one-by-one] [--predict WORD] [--save FILE]"""

import torch
from arguments import parse
from words import ascii, batches, letters, read, shuffled


class CharRNN(torch.nn.Module):
    def __init__(self, languages):
        super().__init__()
        self.rnn = torch.nn.GRU(len(letters), 128)
        self.h2o = torch.nn.Linear(128, languages)
        self.softmax = torch.nn.LogSoftmax(dim=1)

    def forward(self, words):
        _, hidden = self.rnn(words)
        if isinstance(words, torch.nn.utils.rnn.PackedSequence):
            hidden = hidden[0]
        return self.softmax(self.h2o(hidden))


def one_hot(word):
    indices = torch.tensor([letters.index(letter) for letter in word])
    return torch.nn.functional.one_hot(indices, len(letters)).float()


def forward(net, batch):
    words = [word for word, _ in batch]
    if args.one_by_one:
        return torch.cat([net(word) for word in words])
    return net(torch.nn.utils.rnn.pack_sequence(words, enforce_sorted=False))


if __name__ == "__main__":
    args = parse(
        15,
        lambda parser: [
            parser.add_argument("--data", required=True),
            parser.add_argument("--one-by-one", action="store_true"),
            parser.add_argument("--predict", action="append", default=[]),
            parser.add_argument("--save"),
        ],
    )
    torch.manual_seed(args.seed)
    words = read(args.data)
    languages = list(words)
    net = CharRNN(len(languages))
    criterion = torch.nn.NLLLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.003)

    examples = [(one_hot(word), i) for i, name in enumerate(languages) for word in words[name]]
    examples = shuffled(examples)
    split = len(examples) * 85 // 100
    train, test = examples[:split], examples[split:]
    print(f"{len(languages)} languages, {len(train)} words to learn from, {len(test)} to test with")
    print(net)

    for epoch in range(args.epochs):
        total = 0
        for batch in batches(shuffled(train), 64):
            labels = torch.tensor([language for _, language in batch])
            loss = criterion(forward(net, batch), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(batch)
        print("Epoch [%d/%d] loss=%.4f" % (epoch + 1, args.epochs, total / len(train)))
        if args.save:
            torch.save(net.state_dict(), args.save)

    with torch.no_grad():
        right = 0
        for batch in batches(test, 64):
            guesses = forward(net, batch).argmax(1).tolist()
            right += sum(guess == language for guess, (_, language) in zip(guesses, batch))
        print("Accuracy on these: %.2f%%" % (100 * right / len(test)))
        for word in args.predict:
            print(">", word)
            values, indices = net(one_hot(ascii(word)))[0].topk(3)
            for value, index in zip(values.tolist(), indices.tolist()):
                print("(%.2f) %s" % (value, languages[index]))
