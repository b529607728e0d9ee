"""The Python twin of Translate: python translate.py [--seed N] [--epochs N] [--pairs N]"""

import numerals
import torch
from arguments import parse
from torch.utils.data import DataLoader, random_split

hidden_size = 64


class Encoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(numerals.words), hidden_size)
        self.gru = torch.nn.GRU(hidden_size, hidden_size, batch_first=True)

    def forward(self, source):
        return self.gru(self.embedding(source))


class Attention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.wa = torch.nn.Linear(hidden_size, hidden_size)
        self.ua = torch.nn.Linear(hidden_size, hidden_size)
        self.va = torch.nn.Linear(hidden_size, 1)

    def forward(self, query, keys):
        scores = self.va(torch.tanh(self.wa(query) + self.ua(keys)))
        weights = torch.nn.functional.softmax(scores.transpose(1, 2), dim=-1)
        return torch.bmm(weights, keys)


class Decoder(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(numerals.digits), hidden_size)
        self.attention = Attention()
        self.gru = torch.nn.GRU(2 * hidden_size, hidden_size, batch_first=True)
        self.out = torch.nn.Linear(hidden_size, len(numerals.digits))

    def forward(self, digit, hidden, keys):
        context = self.attention(hidden.transpose(0, 1), keys)
        output, hidden = self.gru(torch.cat([self.embedding(digit), context], dim=2), hidden)
        return self.out(output), hidden


class Seq2Seq(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = Decoder()

    def forward(self, source, target=None):
        keys, hidden = self.encoder(source)
        digit = torch.full_like(source[:, :1], numerals.start)
        outputs = []
        for i in range(numerals.length):
            output, hidden = self.decoder(digit, hidden, keys)
            outputs.append(output)
            digit = output.argmax(-1) if target is None else target[:, i : i + 1]
        return torch.nn.functional.log_softmax(torch.cat(outputs, dim=1), dim=-1)


args = parse(10, lambda parser: parser.add_argument("--pairs", type=int, default=2000))
torch.manual_seed(args.seed)
net = Seq2Seq()
criterion = torch.nn.NLLLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
train, test = random_split(numerals.dataset(args.pairs), [0.9, 0.1])
loader = DataLoader(train, batch_size=32, shuffle=True)
print(net)

for epoch in range(args.epochs):
    total = 0
    for source, target in loader:
        teacher_forcing = torch.rand(1).item() < 0.5
        output = net(source, target if teacher_forcing else None)
        loss = criterion(output.transpose(1, 2), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print("Epoch [%d/%d] loss=%.3f" % (epoch + 1, args.epochs, total / len(loader)))

with torch.no_grad():
    right = 0
    for i, (source, target) in enumerate(test):
        guess = net(source.unsqueeze(0)).argmax(-1)[0]
        digits = numerals.text(guess, numerals.digits, "")
        right += digits == numerals.text(target, numerals.digits, "")
        if i < 5:
            print("%s -> %s" % (numerals.text(source, numerals.words, " "), digits))
    print("Right: %.1f%% of those held out" % (100 * right / len(test)))
