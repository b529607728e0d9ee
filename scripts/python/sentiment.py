"""The Python twin of Sentiment: python sentiment.py [--seed N] [--epochs N] [--sentences N] [--dropout P]"""

import copy
import math

import torch
from arguments import parse
from reviews import collate, dataset, vocabulary
from torch.nn.utils.rnn import pack_padded_sequence
from torch.utils.data import DataLoader, random_split

hidden_size = 32


class SentimentLSTM(torch.nn.Module):
    def __init__(self, p):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(vocabulary), 16, padding_idx=0)
        self.lstm = torch.nn.LSTM(
            16, hidden_size, num_layers=2, bidirectional=True, batch_first=True, dropout=p
        )
        self.fc = torch.nn.Linear(2 * hidden_size, 1)
        self.dropout = torch.nn.Dropout(p)

    def forward(self, text, lengths):
        embedded = self.dropout(self.embedding(text))
        packed = pack_padded_sequence(embedded, lengths, batch_first=True, enforce_sorted=False)
        _, (h, _) = self.lstm(packed)
        both = torch.cat([h[-2], h[-1]], dim=1)
        return self.fc(self.dropout(both)).squeeze(1)


@torch.no_grad()
def evaluate(net, criterion, loader):
    net.eval()
    total, right = 0, 0
    for text, lengths, labels in loader:
        logits = net(text, lengths)
        total += criterion(logits, labels).item()
        right += ((logits > 0).float() == labels).sum().item()
    return total / len(loader), right / len(loader.dataset)


args = parse(
    8,
    lambda parser: [
        parser.add_argument("--sentences", type=int, default=2000),
        parser.add_argument("--dropout", type=float, default=0.5),
    ],
)
torch.manual_seed(args.seed)
net = SentimentLSTM(args.dropout)
criterion = torch.nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.005)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, step_size=3, gamma=0.5)
train_set, valid_set, test_set = random_split(dataset(args.sentences), [0.7, 0.15, 0.15])
train = DataLoader(train_set, batch_size=32, shuffle=True, collate_fn=collate)
valid = DataLoader(valid_set, batch_size=32, collate_fn=collate)
test = DataLoader(test_set, batch_size=32, collate_fn=collate)
print(net)

best_loss = math.inf
best = copy.deepcopy(net.state_dict())
for epoch in range(args.epochs):
    net.train()
    total = 0
    for text, lengths, labels in train:
        loss = criterion(net(text, lengths), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
    valid_loss, accuracy = evaluate(net, criterion, valid)
    print(
        "Epoch [%d/%d] lr=%.5f train=%.2f valid=%.2f accuracy=%.3f"
        % (epoch + 1, args.epochs, scheduler.get_last_lr()[0], total / len(train), valid_loss, accuracy)
    )
    if valid_loss < best_loss:
        best_loss = valid_loss
        best = copy.deepcopy(net.state_dict())
    scheduler.step()

net.load_state_dict(best)
print("Test: loss=%.2f accuracy=%.3f" % evaluate(net, criterion, test))
with torch.no_grad():
    for words, label in list(test_set)[:4]:
        text, lengths, _ = collate([(words, label)])
        print("%.2f %s" % (torch.sigmoid(net(text, lengths)).item(), " ".join(words)))
