"""The Python twin of Translate: python translate.py [--seed N] [--epochs N] [--pairs N] [--hidden N]"""

import numerals
import torch
from arguments import parse
from torch.utils.data import DataLoader, random_split


class Encoder(torch.nn.Module):
    def __init__(self, words, hidden):
        super().__init__()
        self.embedding = torch.nn.Embedding(words, hidden)
        self.gru = torch.nn.GRU(hidden, hidden, batch_first=True)

    def forward(self, source):
        return self.gru(self.embedding(source))


class Attention(torch.nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.wa = torch.nn.Linear(hidden, hidden)
        self.ua = torch.nn.Linear(hidden, hidden)
        self.va = torch.nn.Linear(hidden, 1)

    def forward(self, query, keys):
        scores = self.va(torch.tanh(self.wa(query) + self.ua(keys)))
        weights = torch.nn.functional.softmax(scores.transpose(1, 2), dim=-1)
        return torch.bmm(weights, keys)


class Decoder(torch.nn.Module):
    def __init__(self, words, hidden):
        super().__init__()
        self.embedding = torch.nn.Embedding(words, hidden)
        self.attention = Attention(hidden)
        self.gru = torch.nn.GRU(2 * hidden, hidden, batch_first=True)
        self.out = torch.nn.Linear(hidden, words)

    def forward(self, word, hidden, keys):
        context = self.attention(hidden.transpose(0, 1), keys)
        output, hidden = self.gru(torch.cat([self.embedding(word), context], dim=2), hidden)
        return self.out(output), hidden


class Seq2Seq(torch.nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.encoder = Encoder(len(numerals.words), hidden)
        self.decoder = Decoder(len(numerals.digits), hidden)

    def forward(self, source, target=None):
        keys, hidden = self.encoder(source)
        word = torch.full((source.size(0), 1), numerals.start)
        outputs = []
        for i in range(numerals.length):
            output, hidden = self.decoder(word, hidden, keys)
            outputs.append(output)
            word = output.topk(1).indices.squeeze(-1) if target is None else target[:, i : i + 1]
        return torch.nn.functional.log_softmax(torch.cat(outputs, dim=1), dim=-1)


args = parse(
    10,
    lambda parser: [
        parser.add_argument("--pairs", type=int, default=2000),
        parser.add_argument("--hidden", type=int, default=64),
    ],
)
torch.manual_seed(args.seed)
net = Seq2Seq(args.hidden)
criterion = torch.nn.NLLLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
train, test = random_split(numerals.dataset(args.pairs), [0.9, 0.1])
loader = DataLoader(train, batch_size=32, shuffle=True)
print(net)

for epoch in range(args.epochs):
    total = 0
    for source, target in loader:
        teacher_forcing = torch.rand(1).item() < 0.5
        output = net(source, target if teacher_forcing else None)
        loss = criterion(output.reshape(-1, len(numerals.digits)), target.reshape(-1))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print("Epoch [%d/%d] loss=%.3f" % (epoch + 1, args.epochs, total / len(loader)))

with torch.no_grad():
    right = 0
    for i, (source, target) in enumerate(test):
        guess = net(source.unsqueeze(0))[0].argmax(1)
        digits = numerals.text(guess, numerals.digits, "")
        right += digits == numerals.text(target, numerals.digits, "")
        if i < 5:
            print("%s -> %s" % (numerals.text(source, numerals.words, " "), digits))
    print("Right: %.1f%% of those held out" % (100 * right / len(test)))
