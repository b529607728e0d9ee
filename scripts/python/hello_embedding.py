"""The Python twin of HelloEmbedding: python hello_embedding.py [--seed N] [--epochs N]"""

import torch
from arguments import parse
from hello import report, x_data, y_data


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = torch.nn.Embedding(4, 10)
        self.rnn = torch.nn.RNN(10, 8, num_layers=2, batch_first=True)
        self.fc = torch.nn.Linear(8, 4)

    def forward(self, x, hidden):
        x = self.emb(x)
        x, _ = self.rnn(x, hidden)
        x = self.fc(x)
        return x.view(-1, 4)


args = parse(epochs=15)
torch.manual_seed(args.seed)

net = Net()
criterion = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
inputs = torch.LongTensor([x_data])
labels = torch.LongTensor(y_data)

for epoch in range(args.epochs):
    optimizer.zero_grad()
    outputs = net(inputs, torch.zeros(2, 1, 8))
    loss = criterion(outputs, labels)
    loss.backward()
    optimizer.step()
    report(epoch, args.epochs, outputs.max(dim=1)[1].tolist(), loss)
