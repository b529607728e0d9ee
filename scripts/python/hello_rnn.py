"""The Python twin of HelloRnn: python hello_rnn.py [--seed N] [--epochs N]"""

import torch
from arguments import parse
from hello import one_hot, report, y_data


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(4, 4)

    def forward(self, input, hidden):
        out, _ = self.rnn(input, hidden)
        return out.view(-1, 4)


args = parse(epochs=15)
torch.manual_seed(args.seed)

net = Net()
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
inputs = one_hot()
labels = torch.LongTensor(y_data)

for epoch in range(args.epochs):
    optimizer.zero_grad()
    outputs = net(inputs, torch.zeros(1, 1, 4))
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    report(epoch, args.epochs, outputs.max(dim=1)[1].tolist(), loss)
