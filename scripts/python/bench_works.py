"""What is measured: the works of src/bench/java/io/github/torchrnn/bench, by the same names."""

from typing import Callable, NamedTuple

import torch
from hello import one_hot, y_data


class HelloRnn:
    def __init__(self):
        self.inputs = one_hot()
        self.labels = torch.LongTensor(y_data)
        self.rnn = torch.nn.RNN(4, 4)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.rnn.parameters(), lr=0.05)

    def loss(self):
        out, _ = self.rnn(self.inputs, torch.zeros(1, 1, 4))
        return self.criterion(out.view(-1, 4), self.labels)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class HelloCell:
    def __init__(self):
        self.inputs = one_hot()
        self.labels = torch.LongTensor(y_data).view(-1, 1)
        self.rnncell = torch.nn.RNNCell(4, 4)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.optimizer = torch.optim.Adam(self.rnncell.parameters(), lr=0.1)

    def loss(self):
        loss = 0
        hidden = torch.zeros(1, 4)
        for input, label in zip(self.inputs, self.labels):
            hidden = self.rnncell(input, hidden)
            loss += self.criterion(hidden, label)
        return loss

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class RnnTraining:
    def __init__(self, sizes):
        seq, batch, input_size, hidden_size = map(int, sizes.split("x"))
        self.rnn = torch.nn.RNN(input_size, hidden_size)
        self.inputs = torch.randn(seq, batch, input_size)
        self.targets = torch.randn(seq, batch, hidden_size)
        self.criterion = torch.nn.MSELoss()
        self.optimizer = torch.optim.Adam(self.rnn.parameters())

    def loss(self):
        output, _ = self.rnn(self.inputs)
        return self.criterion(output, self.targets)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class Layer:
    """Forward, and forward with backward, of a layer or cell that starts from zeros."""

    def __init__(self, kind, input_size, hidden_size, *sizes):
        self.module = getattr(torch.nn, kind)(input_size, hidden_size)
        self.input = torch.randn(*sizes)
        # All others return a tuple.
        self.plain = kind in ("RNNCell", "GRUCell")

    def output(self):
        result = self.module(self.input)
        return result if self.plain else result[0]

    def forward_backward(self):
        self.output().sum().backward()

    def value(self):
        gradients = [p.grad for p in self.module.parameters() if p.grad is not None]
        return sum(x.sum().item() for x in [self.output(), *gradients])


class AdamStep:
    def __init__(self, tensors, fused=None):
        self.rnn = torch.nn.RNN(4, 4, num_layers=tensors // 4)
        self.optimizer = torch.optim.Adam(self.rnn.parameters(), fused=fused)
        output, _ = self.rnn(torch.randn(3, 1, 4))
        output.sum().backward()

    def step(self):
        self.optimizer.step()

    def value(self):
        return sum(p.sum().item() for p in self.rnn.parameters())


class PackedSequences:
    def __init__(self):
        self.lengths = torch.tensor([100 - i * 99 // 63 for i in range(64)])
        self.rnn = torch.nn.RNN(8, 16)
        self.input = torch.randn(100, 64, 8)

    def padded(self):
        packed = torch.nn.utils.rnn.pack_padded_sequence(self.input, self.lengths)
        output, _ = self.rnn(packed)
        return torch.nn.utils.rnn.pad_packed_sequence(output)

    def value(self):
        return self.padded()[0].sum().item()


class SharedModule:
    """Inference in threads that share a module, each with an input of its own."""

    CALLS = 500

    def __init__(self):
        self.rnn = torch.nn.RNN(4, 2)

    def calls(self):
        input = torch.ones(3, 1, 4)
        with torch.no_grad():
            for _ in range(self.CALLS):
                self.rnn(input)


def small(kind):
    return Layer(kind, 4, 2, *((1, 4) if kind.endswith("Cell") else (3, 1, 4)))


def large(kind):
    return Layer(kind, 64, 128, 35, 32, 64)


class Work(NamedTuple):
    """How to make it, its step, and whether that records gradients."""

    make: Callable
    step: Callable
    grad: bool = True


LAYERS = ["RNN", "LSTM", "GRU"]
CELLS = ["RNNCell", "LSTMCell", "GRUCell"]

WORKS = {
    "HelloRnn.step": Work(HelloRnn, HelloRnn.step),
    "HelloCell.step": Work(HelloCell, HelloCell.step),
    "PackedSequences.forward": Work(PackedSequences, PackedSequences.padded, grad=False),
}
for sizes in ["35x32x64x128", "100x64x128x256"]:
    WORKS[f"RnnTraining.step:{sizes}"] = Work(lambda sizes=sizes: RnnTraining(sizes), RnnTraining.step)
for name, new, kinds in [("SmallLayers", small, LAYERS + CELLS), ("LargeLayers", large, LAYERS)]:
    for kind in kinds:
        make = lambda new=new, kind=kind: new(kind)
        WORKS[f"{name}.forward:{kind}"] = Work(make, Layer.output, grad=False)
        WORKS[f"{name}.forwardBackward:{kind}"] = Work(make, Layer.forward_backward)
for tensors in [4, 40]:
    WORKS[f"AdamStep.step:{tensors}"] = Work(lambda n=tensors: AdamStep(n), AdamStep.step)
    WORKS[f"AdamStep.fused:{tensors}"] = Work(lambda n=tensors: AdamStep(n, True), AdamStep.step)
