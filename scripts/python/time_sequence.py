"""The Python twin of TimeSequence: python time_sequence.py [--seed N] [--epochs N] [--waves N] [--length N] [--future N]"""

import numpy as np
import torch
from arguments import parse

T = 20


class Sequence(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm1 = torch.nn.LSTMCell(1, 51)
        self.lstm2 = torch.nn.LSTMCell(51, 51)
        self.linear = torch.nn.Linear(51, 1)

    def forward(self, input, future=0):
        outputs = []
        h_t = torch.zeros(input.size(0), 51, dtype=torch.double)
        c_t = torch.zeros(input.size(0), 51, dtype=torch.double)
        h_t2 = torch.zeros(input.size(0), 51, dtype=torch.double)
        c_t2 = torch.zeros(input.size(0), 51, dtype=torch.double)

        for input_t in input.split(1, dim=1):
            h_t, c_t = self.lstm1(input_t, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        for _ in range(future):
            h_t, c_t = self.lstm1(output, (h_t, c_t))
            h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
            output = self.linear(h_t2)
            outputs += [output]
        return torch.cat(outputs, dim=1)


def sine_waves(count, length):
    np.random.seed(2)
    x = np.empty((count, length), "int64")
    x[:] = np.array(range(length)) + np.random.randint(-4 * T, 4 * T, count).reshape(count, 1)
    return torch.from_numpy(np.sin(x / 1.0 / T).astype("float64"))


args = parse(
    15,
    lambda parser: [
        parser.add_argument("--waves", type=int, default=100),
        parser.add_argument("--length", type=int, default=1000),
        parser.add_argument("--future", type=int, default=1000),
    ],
)
data = sine_waves(args.waves, args.length)
torch.manual_seed(args.seed)
input, target = data[3:, :-1], data[3:, 1:]
test_input, test_target = data[:3, :-1], data[:3, 1:]
seq = Sequence()
seq.double()
print(seq)
criterion = torch.nn.MSELoss()
optimizer = torch.optim.LBFGS(seq.parameters(), lr=0.8)


def closure():
    optimizer.zero_grad()
    out = seq(input)
    loss = criterion(out, target)
    print("loss: %.6f" % loss.item())
    loss.backward()
    return loss


for i in range(args.epochs):
    print("STEP: %d" % i)
    optimizer.step(closure)
    with torch.no_grad():
        pred = seq(test_input, future=args.future)
        loss = criterion(pred[:, : test_target.size(1)], test_target)
        print("test loss: %.6f" % loss.item())
with torch.no_grad():
    pred = seq(test_input, future=args.future)
    for wave in pred[:, -8:].tolist():
        print("Then:", *("%.3f" % y for y in wave))
