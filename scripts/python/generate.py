"""The Python twin of Generate: python generate.py --data DIR [--seed N] [--epochs N] [--temperature T] [--count N]"""

import torch
from arguments import parse
from torch.nn.utils.rnn import pack_sequence
from words import batches, letters, read, shuffled

END = len(letters)


class CharLSTM(torch.nn.Module):
    def __init__(self, languages):
        super().__init__()
        self.emb = torch.nn.Embedding(END + 1 + languages, 32)
        self.lstm = torch.nn.LSTM(32, 128)
        self.fc = torch.nn.Linear(128, END + 1)

    def forward(self, tokens):
        embedded = tokens._replace(data=self.emb(tokens.data))
        return self.fc(self.lstm(embedded)[0].data)


def tokens(language, word):
    return torch.tensor([END + 1 + language] + [letters.index(c) for c in word] + [END])


def write(language):
    word, state = "", (torch.zeros(1, 128), torch.zeros(1, 128))
    token = torch.tensor([END + 1 + language])
    while len(word) < 30:
        output, state = net.lstm(net.emb(token), state)
        scores = net.fc(output[0])
        token = torch.multinomial(torch.softmax(scores / args.temperature, 0), 1)
        if token.item() == END:
            break
        word += letters[token.item()]
    return word


args = parse(
    10,
    lambda parser: [
        parser.add_argument("--data", required=True),
        parser.add_argument("--temperature", type=float, default=0.5),
        parser.add_argument("--count", type=int, default=4),
    ],
)
torch.manual_seed(args.seed)
words = read(args.data)
languages = list(words)
net = CharLSTM(len(languages))
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.003)

examples = [tokens(i, word) for i, name in enumerate(languages) for word in words[name]]
print(f"{len(languages)} languages, {len(examples)} words")
print(net)

for epoch in range(args.epochs):
    total = 0
    groups = batches(shuffled(examples), 64)
    for batch in groups:
        inputs = pack_sequence([example[:-1] for example in batch], enforce_sorted=False)
        targets = pack_sequence([example[1:] for example in batch], enforce_sorted=False)
        loss = criterion(net(inputs), targets.data)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    print("Epoch [%d/%d] loss=%.4f" % (epoch + 1, args.epochs, total / len(groups)))

with torch.no_grad():
    for i, language in enumerate(languages):
        print(f"{language}:", ", ".join(write(i) for _ in range(args.count)))
