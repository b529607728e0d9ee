"""The Python twin of HelloCell: python hello_cell.py [--seed N] [--epochs N]"""

import torch
from arguments import parse
from hello import one_hot, report, y_data


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnncell = torch.nn.RNNCell(4, 4)

    def forward(self, input, hidden):
        return self.rnncell(input, hidden)


args = parse(epochs=15)
torch.manual_seed(args.seed)

net = Net()
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.1)
inputs = one_hot()
labels = torch.LongTensor(y_data).view(-1, 1)

for epoch in range(args.epochs):
    loss = 0
    optimizer.zero_grad()
    hidden = torch.zeros(1, 4)
    idx = []
    for input, label in zip(inputs, labels):
        hidden = net(input, hidden)
        loss += criterion(hidden, label)
        idx.append(hidden.max(dim=1)[1].item())
    loss.backward()
    optimizer.step()
    report(epoch, args.epochs, idx, loss)
