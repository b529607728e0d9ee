"""The Python twin of Generate: python generate.py --data DIR [--seed N] [--epochs N] [--temperature T] [--count N] [--judge FILE]"""

import names
import torch
from arguments import parse
from torch.nn.utils.rnn import pack_sequence
from words import batches, letters, read, shuffled

END = len(letters)


class CharLSTM(torch.nn.Module):
    def __init__(self, languages):
        super().__init__()
        self.emb = torch.nn.Embedding(END + 1 + languages, 32)
        self.lstm = torch.nn.LSTM(2 * 32, 256)
        self.fc = torch.nn.Linear(256, END + 1)

    def embed(self, tokens):
        return self.emb(tokens).reshape(-1, 2 * 32)

    def forward(self, tokens):
        embedded = tokens._replace(data=self.embed(tokens.data))
        return self.fc(self.lstm(embedded)[0].data)


def example(language, word):
    codes = [END, *(letters.index(c) for c in word), END]
    inputs = torch.tensor([[code, END + 1 + language] for code in codes[:-1]])
    return inputs, torch.tensor(codes[1:])


def write(language):
    word, state = "", (torch.zeros(1, 256), torch.zeros(1, 256))
    letter = END
    while len(word) < 30:
        token = torch.tensor([[letter, END + 1 + language]])
        output, state = net.lstm(net.embed(token), state)
        scores = net.fc(output[0])
        letter = torch.multinomial(torch.softmax(scores / args.temperature, 0), 1).item()
        if letter == END:
            break
        word += letters[letter]
    return word


args = parse(
    15,
    lambda parser: [
        parser.add_argument("--data", required=True),
        parser.add_argument("--temperature", type=float, default=0.5),
        parser.add_argument("--count", type=int, default=4),
        parser.add_argument("--judge"),
    ],
)
words = read(args.data)
languages = list(words)
if args.judge:
    judge = names.CharRNN(len(languages))
    judge.load_state_dict(torch.load(args.judge))
torch.manual_seed(args.seed)
net = CharLSTM(len(languages))
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, args.epochs)

examples = [example(i, word) for i, name in enumerate(languages) for word in words[name]]
print(f"{len(languages)} languages, {len(examples)} words")
print(net)

for epoch in range(args.epochs):
    total = 0
    groups = batches(shuffled(examples), 64)
    for batch in groups:
        inputs = pack_sequence([inputs for inputs, _ in batch], enforce_sorted=False)
        targets = pack_sequence([targets for _, targets in batch], enforce_sorted=False)
        loss = criterion(net(inputs), targets.data)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    scheduler.step()
    print("Epoch [%d/%d] loss=%.4f" % (epoch + 1, args.epochs, total / len(groups)))

with torch.no_grad():
    for i, language in enumerate(languages):
        print(f"{language}:", ", ".join(write(i) for _ in range(args.count)))
    if args.judge:
        right = 0
        for i in range(200):
            language = i % len(languages)
            word = write(language)
            right += word != "" and judge(names.one_hot(word)).argmax().item() == language
        print(f"names tells the language of {right} of 200 words: {100 * right / 200:.1f}%")
