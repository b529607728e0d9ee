"""The Python twin of WindowRegression: python window_regression.py [--data FILE.csv] [--seed N] [--epochs N] [--window N] [--patience N]"""

import copy
import math

import torch
from arguments import parse
from series import series_of
from torch.utils.data import DataLoader, TensorDataset


class Regression(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = torch.nn.LSTM(1, 32, batch_first=True)
        self.fc = torch.nn.Linear(32, 1)

    def forward(self, windows):
        output, _ = self.lstm(windows)
        return self.fc(output[:, -1])


class EarlyStopping:
    def __init__(self, patience):
        self.patience = patience
        self.best_loss = math.inf
        self.best_epoch = 0
        self.best_state = None

    def update(self, loss, model, epoch):
        if loss >= self.best_loss:
            return
        self.best_loss = loss
        self.best_epoch = epoch
        self.best_state = copy.deepcopy(model.state_dict())

    def stops(self, epoch):
        return epoch - self.best_epoch >= self.patience


def create_windows(series, size):
    x = torch.stack([series[i : i + size] for i in range(len(series) - size)])
    return x.unsqueeze(-1), series[size:].unsqueeze(-1)


@torch.no_grad()
def evaluate(model, criterion, loader):
    model.eval()
    total = sum(criterion(model(x), y).item() * len(x) for x, y in loader)
    return total / len(loader.dataset)


args = parse(
    200,
    lambda parser: [
        parser.add_argument("--data"),
        parser.add_argument("--window", type=int, default=12),
        parser.add_argument("--patience", type=int, default=10),
    ],
)
torch.manual_seed(args.seed)
series = torch.tensor(series_of(args.data))
split = int(0.8 * len(series))
mean, std = series[:split].mean(), series[:split].std()
scaled = (series - mean) / std
train_set = TensorDataset(*create_windows(scaled[:split], args.window))
valid_set = TensorDataset(*create_windows(scaled[split - args.window :], args.window))
train = DataLoader(train_set, batch_size=32, shuffle=True)
valid = DataLoader(valid_set, batch_size=32)
model = Regression()
criterion = torch.nn.MSELoss()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
print("%d windows to learn from, %d held out" % (len(train_set), len(valid_set)))
print(model)

early_stopping = EarlyStopping(args.patience)
for epoch in range(1, args.epochs + 1):
    model.train()
    total = 0
    for x, y in train:
        loss = criterion(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
    valid_loss = evaluate(model, criterion, valid)
    print("Epoch [%d/%d] train=%.3f valid=%.3f" % (epoch, args.epochs, total / len(train_set), valid_loss))
    early_stopping.update(valid_loss, model, epoch)
    if early_stopping.stops(epoch):
        print("Epoch [%d/%d] is the best, %d ago" % (early_stopping.best_epoch, args.epochs, args.patience))
        break
if early_stopping.best_state is not None:
    model.load_state_dict(early_stopping.best_state)

print("Loss on what was held out: %.3f" % evaluate(model, criterion, valid))
with torch.no_grad():
    x, y = valid_set[:5]
    guesses, targets = model(x) * std + mean, y * std + mean
    for guess, target in zip(guesses, targets):
        print("%.1f for %.1f" % (guess.item(), target.item()))
