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


class LayerTraining:
    def __init__(self, layer):
        kind, sizes = layer.split("-")
        seq, batch, input_size, hidden_size = map(int, sizes.split("x"))
        self.layer = getattr(torch.nn, kind)(input_size, hidden_size)
        self.inputs = torch.randn(seq, batch, input_size)
        self.targets = torch.randn(seq, batch, hidden_size)
        self.criterion = torch.nn.MSELoss()
        self.optimizer = torch.optim.Adam(self.layer.parameters())

    def loss(self):
        return self.criterion(self.layer(self.inputs)[0], self.targets)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class PackedTraining:
    def __init__(self):
        self.rnn = torch.nn.GRU(57, 128)
        self.h2o = torch.nn.Linear(128, 18)
        self.criterion = torch.nn.NLLLoss()
        self.optimizer = torch.optim.Adam([*self.rnn.parameters(), *self.h2o.parameters()], lr=0.003)
        lengths = torch.tensor([100 - i * 99 // 63 for i in range(64)])
        self.words = torch.nn.utils.rnn.pack_padded_sequence(torch.randn(100, 64, 57), lengths)
        self.labels = torch.randint(18, (64,))

    def loss(self):
        _, hidden = self.rnn(self.words)
        return self.criterion(torch.log_softmax(self.h2o(hidden[0]), 1), self.labels)

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class AttentionDecoder:
    def __init__(self):
        self.cell = torch.nn.LSTMCell(64, 32)
        self.query = torch.nn.Linear(32, 32)
        self.out = torch.nn.Linear(32, 16)
        self.criterion = torch.nn.CrossEntropyLoss()
        self.inputs = torch.randn(10, 8, 32)
        self.keys = torch.randn(8, 12, 32)
        self.targets = torch.randint(16, (10, 8))
        modules = torch.nn.ModuleList([self.cell, self.query, self.out])
        self.optimizer = torch.optim.Adam(modules.parameters())

    def loss(self):
        state = (torch.zeros(8, 32), torch.zeros(8, 32))
        loss = 0
        for input, target in zip(self.inputs, self.targets):
            scores = self.keys @ self.query(state[0]).unsqueeze(2)
            context = (scores.softmax(1).transpose(1, 2) @ self.keys).squeeze(1)
            state = self.cell(torch.cat([input, context], 1), state)
            loss += self.criterion(self.out(state[0]), target)
        return loss

    def step(self):
        self.optimizer.zero_grad()
        loss = self.loss()
        loss.backward()
        self.optimizer.step()

    def value(self):
        return self.loss().item()


class GatedCell:
    def __init__(self, length):
        self.gate = torch.nn.Linear(12, 8)
        self.next = torch.nn.Linear(12, 8)
        self.out = torch.nn.Linear(8, 4)
        self.inputs = torch.randn(length, 1, 4)
        self.targets = torch.randn(length, 4)
        self.criterion = torch.nn.MSELoss()
        modules = torch.nn.ModuleList([self.gate, self.next, self.out])
        self.optimizer = torch.optim.Adam(modules.parameters(), lr=0.01)

    def loss(self):
        h = torch.zeros(1, 8)
        outputs = []
        for input in self.inputs:
            both = torch.cat([input, h], 1)
            z = torch.sigmoid(self.gate(both))
            n = torch.tanh(self.next(both))
            h = (1 - z) * n + z * h
            outputs.append(self.out(h))
        return self.criterion(torch.cat(outputs), self.targets)

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
    "PackedTraining.step": Work(PackedTraining, PackedTraining.step),
    "AttentionDecoder.step": Work(AttentionDecoder, AttentionDecoder.step),
    "PackedSequences.forward": Work(PackedSequences, PackedSequences.padded, grad=False),
}
SIZES = {"5x1x4x4": ["GRU", "LSTM"], "35x32x64x128": LAYERS, "100x64x128x256": LAYERS}
for layer in [f"{kind}-{sizes}" for sizes, kinds in SIZES.items() for kind in kinds]:
    make = lambda layer=layer: LayerTraining(layer)
    WORKS[f"LayerTraining.step:{layer}"] = Work(make, LayerTraining.step)
for length in [23, 191]:
    make = lambda length=length: GatedCell(length)
    WORKS[f"GatedCell.step:{length}"] = Work(make, GatedCell.step)
for name, new, kinds in [("SmallLayers", small, LAYERS + CELLS), ("LargeLayers", large, LAYERS)]:
    for kind in kinds:
        make = lambda new=new, kind=kind: new(kind)
        WORKS[f"{name}.forward:{kind}"] = Work(make, Layer.output, grad=False)
        WORKS[f"{name}.forwardBackward:{kind}"] = Work(make, Layer.forward_backward)
for tensors in [4, 40]:
    WORKS[f"AdamStep.step:{tensors}"] = Work(lambda n=tensors: AdamStep(n), AdamStep.step)
    WORKS[f"AdamStep.fused:{tensors}"] = Work(lambda n=tensors: AdamStep(n, True), AdamStep.step)
