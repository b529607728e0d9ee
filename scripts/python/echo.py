"""The Python twin of Echo: python echo.py [--seed N] [--epochs N] [--steps K]"""

import numpy as np
import torch
from arguments import parse

total_series_length = 4500
truncated_backprop_length = 15
state_size = 8
num_classes = 2
batch_size = 5


def generate_data():
    x = random.choice(2, total_series_length, p=[0.5, 0.5])
    y = np.roll(x, args.steps)
    y[: args.steps] = 0
    return torch.from_numpy(x).view(batch_size, -1), torch.from_numpy(y).view(batch_size, -1)


class EchoRNN(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(1, state_size, batch_first=True)
        self.fc = torch.nn.Linear(state_size, num_classes)

    def forward(self, x, state):
        output, state = self.rnn(x.unsqueeze(-1).float(), state)
        return self.fc(output), state


args = parse(10, lambda parser: parser.add_argument("--steps", type=int, default=3))
torch.manual_seed(args.seed)
random = np.random.RandomState(args.seed)
net = EchoRNN()
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(net.parameters(), lr=0.01)
print(net)

for epoch in range(args.epochs):
    x, y = generate_data()
    state = torch.zeros(1, batch_size, state_size)
    total, right = 0, 0
    windows = list(zip(x.split(truncated_backprop_length, 1), y.split(truncated_backprop_length, 1)))
    for inputs, labels in windows:
        logits, state = net(inputs, state)
        loss = criterion(logits.transpose(1, 2), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item()
        right += (logits.argmax(-1) == labels).sum().item()
        state = state.detach()
    print(
        "Epoch [%d/%d] loss=%.3f accuracy=%.2f%%"
        % (epoch + 1, args.epochs, total / len(windows), 100 * right / total_series_length)
    )
