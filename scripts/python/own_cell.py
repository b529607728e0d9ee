"""The Python twin of OwnCell: python own_cell.py [--seed N] [--epochs N]"""

import torch
from arguments import parse
from hello import one_hot, report, y_data

HIDDEN_SIZE = 8


class MyCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.ih = torch.nn.Linear(input_size, hidden_size)
        self.hh = torch.nn.Linear(hidden_size, hidden_size)

    def forward(self, x, h):
        return torch.tanh(self.ih(x) + self.hh(h))


class JoinedCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.both = torch.nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h):
        return torch.tanh(self.both(torch.cat([x, h], dim=1)))


class GatedCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = MyCell(input_size, hidden_size)
        self.gate = torch.nn.Linear(input_size + hidden_size, hidden_size)

    def forward(self, x, h):
        z = torch.sigmoid(self.gate(torch.cat([x, h], dim=1)))
        return z * h + (1 - z) * self.cell(x, h)


class ResidualCell(torch.nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.cell = MyCell(input_size, hidden_size)

    def forward(self, x, h):
        return h + self.cell(x, h)


class Dense(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(5 * 4, 5 * 4)

    def forward(self, inputs):
        return self.fc(inputs.view(1, -1)).view(-1, 4)


class Net(torch.nn.Module):
    def __init__(self, cell):
        super().__init__()
        self.cell = cell
        self.fc = torch.nn.Linear(HIDDEN_SIZE, 4)

    def forward(self, inputs):
        h = torch.zeros(1, HIDDEN_SIZE)
        outputs = []
        for x in inputs:
            h = self.cell(x, h)
            outputs.append(self.fc(h))
        return torch.cat(outputs)


args = parse(epochs=40)
torch.manual_seed(args.seed)
inputs = one_hot()
labels = torch.LongTensor(y_data)


def train(net):
    print(f"{sum(p.numel() for p in net.parameters())} weights")
    criterion = torch.nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for epoch in range(args.epochs):
        outputs = net(inputs)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (epoch + 1) % 10 == 0:
            report(epoch, args.epochs, outputs.max(dim=1)[1].tolist(), loss)


def compare():
    """Both cells with the weights of an RNNCell, on one letter and a state."""
    theirs = torch.nn.RNNCell(4, HIDDEN_SIZE)
    ih, hh, bias_ih, bias_hh = theirs.state_dict().values()
    mine = MyCell(4, HIDDEN_SIZE)
    mine.load_state_dict(
        {"ih.weight": ih, "ih.bias": bias_ih, "hh.weight": hh, "hh.bias": bias_hh}
    )
    joined = JoinedCell(4, HIDDEN_SIZE)
    joined.load_state_dict(
        {"both.weight": torch.cat([ih, hh], dim=1), "both.bias": bias_ih + bias_hh}
    )
    x, h = inputs[0], torch.randn(1, HIDDEN_SIZE)
    print("MyCell equals RNNCell:", torch.equal(mine(x, h), theirs(x, h)))
    print("JoinedCell is close to it:", torch.allclose(joined(x, h), theirs(x, h)))


def memory(cell):
    """How far the state after 20 letters depends on the one before them."""
    start = torch.zeros(1, HIDDEN_SIZE, requires_grad=True)
    h = start
    for _ in range(4):
        for x in inputs:
            h = cell(x, h)
    h.sum().backward()
    print("Gradient through 20 letters:", start.grad.norm())


print("== Dense")
train(Dense())
print("== RNNCell")
compare()
for kind in MyCell, JoinedCell, GatedCell, ResidualCell:
    print("==", kind.__name__)
    cell = kind(4, HIDDEN_SIZE)
    memory(cell)
    train(Net(cell))
