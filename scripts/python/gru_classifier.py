"""The Python twin of GruClassifier: python gru_classifier.py --data DIR [--seed N] [--epochs N] [--hidden N]"""

import torch
from arguments import parse
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader, random_split
from words import read


def make_tensors(words):
    codes = [torch.tensor([ord(c) for c in text]) for text, _ in words]
    lengths = torch.tensor([len(text) for text, _ in words])
    labels = torch.tensor([language for _, language in words])
    padded = pad_sequence(codes, batch_first=True)
    lengths, order = lengths.sort(dim=0, descending=True)
    return padded[order], lengths, labels[order]


class RNNClassifier(torch.nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.embedding = torch.nn.Embedding(input_size, hidden_size)
        self.gru = torch.nn.GRU(hidden_size, hidden_size, num_layers=2, bidirectional=True)
        self.fc = torch.nn.Linear(2 * hidden_size, output_size)

    def forward(self, input, lengths):
        embedded = self.embedding(input.t())
        packed = pack_padded_sequence(embedded, lengths)
        _, hidden = self.gru(packed)
        return self.fc(torch.cat([hidden[-1], hidden[-2]], dim=1))


args = parse(
    10,
    lambda parser: [
        parser.add_argument("--data", required=True),
        parser.add_argument("--hidden", type=int, default=100),
    ],
)
torch.manual_seed(args.seed)
words = read(args.data)
net = RNNClassifier(128, args.hidden, len(words))
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.003)
labelled = [(text, i) for i, language in enumerate(words) for text in words[language]]
train, test = random_split(labelled, [0.85, 0.15])
train_loader = DataLoader(train, batch_size=64, shuffle=True, collate_fn=make_tensors)
test_loader = DataLoader(test, batch_size=64, collate_fn=make_tensors)
print(net)

for epoch in range(args.epochs):
    total = 0
    for inputs, lengths, labels in train_loader:
        loss = criterion(net(inputs, lengths), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    correct = 0
    with torch.no_grad():
        for inputs, lengths, labels in test_loader:
            guesses = net(inputs, lengths).max(dim=1).indices
            correct += (guesses == labels).sum().item()
    print(
        "Epoch [%d/%d] loss=%.3f accuracy=%.2f%%"
        % (epoch + 1, args.epochs, total / len(train_loader), 100 * correct / len(test))
    )
