"""The Python twin of Surnames: python surnames.py --data DIR [--seed N] [--epochs N]"""

import torch
from arguments import parse
from torch.nn.functional import one_hot
from torch.utils.data import DataLoader, Dataset, random_split
from words import letters, read


class WordsDataset(Dataset):
    def __init__(self, words):
        self.languages = list(words)
        self.examples = []
        for label, language in enumerate(self.languages):
            for word in words[language]:
                self.examples.append((line_to_tensor(word), torch.tensor([label])))

    def __getitem__(self, index):
        return self.examples[index]

    def __len__(self):
        return len(self.examples)


def line_to_tensor(word):
    indices = torch.tensor([letters.index(letter) for letter in word])
    return one_hot(indices, len(letters)).unsqueeze(1).float()


class CharRNN(torch.nn.Module):
    def __init__(self, output_size):
        super().__init__()
        self.rnn = torch.nn.RNN(len(letters), 128)
        self.h2o = torch.nn.Linear(128, output_size)
        self.softmax = torch.nn.LogSoftmax(dim=1)

    def forward(self, line):
        _, hidden = self.rnn(line)
        return self.softmax(self.h2o(hidden[0]))


args = parse(10, lambda parser: parser.add_argument("--data", required=True))
torch.manual_seed(args.seed)
words = read(args.data)
generator = torch.Generator().manual_seed(args.seed)
net = CharRNN(len(words))
criterion = torch.nn.NLLLoss()
optimizer = torch.optim.SGD(net.parameters(), lr=0.05)
all = WordsDataset(words)
train, test = random_split(all, [0.85, 0.15], generator=generator)
print(f"{len(train)} words to learn from, {len(test)} held out")
print(net)

loader = DataLoader(train, batch_size=16, shuffle=True, collate_fn=lambda batch: batch)
for epoch in range(args.epochs):
    total = 0
    for batch in loader:
        loss = torch.stack([criterion(net(line), label) for line, label in batch]).sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 3)
        optimizer.step()
        total += loss.item()
    print("Epoch [%d/%d] loss=%.3f" % (epoch + 1, args.epochs, total / len(train)))

with torch.no_grad():
    right = 0
    confusion = torch.zeros(len(all.languages), len(all.languages))
    for line, label in test:
        guess = net(line).topk(1).indices.item()
        right += guess == label.item()
        confusion[label.item()][guess] += 1
    print("Right: %.1f%% of those held out" % (100 * right / len(test)))
    print(confusion / confusion.sum(1, keepdim=True))
