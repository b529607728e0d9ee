"""The Python twin of Forecast: python forecast.py [--data FILE.csv] [--seed N] [--epochs N] [--future N]"""

import torch
from arguments import parse
from series import series_of


class Sequence(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm1 = torch.nn.LSTMCell(1, 51)
        self.lstm2 = torch.nn.LSTMCell(51, 51)
        self.linear = torch.nn.Linear(51, 1)

    def forward(self, input, future=0):
        state1 = state2 = (torch.zeros(1, 51), torch.zeros(1, 51))
        outputs = []
        for i in range(len(input) + future):
            x = input[i].view(1, 1) if i < len(input) else outputs[-1]
            state1 = self.lstm1(x, state1)
            state2 = self.lstm2(state1[0], state2)
            outputs.append(self.linear(state2[0]))
        return torch.cat(outputs)


args = parse(
    100,
    lambda parser: [
        parser.add_argument("--data"),
        parser.add_argument("--future", type=int, default=40),
    ],
)
series = series_of(args.data)
known = len(series) - args.future
low, high = min(series[:known]), max(series[:known])
half = (high - low) / 2 if high > low else 1

torch.manual_seed(args.seed)
net = Sequence()
criterion = torch.nn.MSELoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.01)
scaled = torch.tensor([(x - low) / half - 1 for x in series]).view(-1, 1)
print(f"{known} numbers to learn from, {args.future} held back")
print(net)

for epoch in range(args.epochs):
    loss = criterion(net(scaled[: known - 1]), scaled[1:known])
    optimizer.zero_grad()
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1)
    optimizer.step()
    if (epoch + 1) % 10 == 0:
        print("Epoch [%d/%d] loss=%.6f" % (epoch + 1, args.epochs, loss.item()))

with torch.no_grad():
    beyond = net(scaled[:known], 2 * args.future - 1)[known - 1 :]
    loss = criterion(beyond[: args.future], scaled[known:])
    print("Loss on what was held back: %.6f" % loss.item())
    forecast = [(x + 1) * half + low for x in beyond[:, 0].tolist()]
    print("Then:", *("%.3f" % x for x in forecast[args.future : args.future + 8]))
