"""Compares the printed lines of the examples in the Javadoc of io.github.torchrnn.nn with Python's.

An example is a block of a class comment that begins where Java is run; its last lines, behind //,
are what it prints. With --write they are replaced by what Python prints.
"""

import argparse
import contextlib
import io
import pathlib
import re
import sys

import torch

FOLDER = pathlib.Path("src/main/java/io/github/torchrnn/nn")
BLOCK = re.compile(r"((?:^ \* //.*\n)+)( \* \}</pre>)", re.MULTILINE)

# By class, the Python of its example.
EXAMPLES = """
## AdaptiveAvgPool1d
print(nn.AdaptiveAvgPool1d(2)(torch.tensor([1., 2., 3., 4., 5., 6.]).view(1, 1, 6)))
## AdaptiveAvgPool2d
print(nn.AdaptiveAvgPool2d((1, 2))(torch.tensor([1., 2., 3., 4., 5., 6., 7., 8.]).view(1, 1, 2, 4)))
## AvgPool1d
print(nn.AvgPool1d(2)(torch.tensor([1., 2., 3., 4., 5., 6.]).view(1, 1, 6)))
## AvgPool2d
print(nn.AvgPool2d(2)(torch.tensor([1., 2., 3., 4., 5., 6., 7., 8.]).view(1, 1, 2, 4)))
## BCELoss
probabilities = torch.tensor([0.9, 0.2])
target = torch.tensor([1., 0.])
print(nn.BCELoss()(probabilities, target))
## BCEWithLogitsLoss
scores = torch.tensor([2., -1.])
target = torch.tensor([1., 0.])
print(nn.BCEWithLogitsLoss()(scores, target))
## BatchNorm1d
print(nn.BatchNorm1d(2)(torch.tensor([[1., 10.], [3., 30.]])))
## BatchNorm2d
print(nn.BatchNorm2d(1)(torch.tensor([1., 2., 3., 4., 5., 6., 7., 8.]).view(1, 1, 2, 4)))
## Bilinear
torch.manual_seed(0)
print(nn.Bilinear(2, 3, 2)(torch.ones(1, 2), torch.ones(1, 3)))
## CELU
print(nn.CELU()(torch.tensor([-2., -0.5, 0., 1.5])))
## CTCLoss
torch.manual_seed(0)
logs = torch.randn(6, 2, 4).log_softmax(2)
labels = torch.tensor([[1, 2, 3], [3, 1, 0]])
print(nn.CTCLoss()(logs, labels, (6, 5), (3, 2)))
## Conv1d
torch.manual_seed(0)
print(nn.Conv1d(1, 2, 3)(torch.tensor([1., 2., 3., 4., 5., 6.]).view(1, 1, 6)))
## Conv2d
torch.manual_seed(0)
print(nn.Conv2d(1, 1, 2)(torch.tensor([1., 2., 3., 4., 5., 6., 7., 8.]).view(1, 1, 2, 4)))
## ConvTranspose1d
torch.manual_seed(0)
print(nn.ConvTranspose1d(1, 1, 2, stride=2)(torch.tensor([[[1., 2., 3.]]])))
## CosineEmbeddingLoss
input1 = torch.tensor([[1., 0.], [0., 1.]])
input2 = torch.tensor([[1., 1.], [1., 0.]])
signs = torch.tensor([1., -1.])
print(nn.CosineEmbeddingLoss()(input1, input2, signs))
## CrossEntropyLoss
scores = torch.tensor([[1., 2., 3.], [0., 0., 5.]])
labels = torch.tensor([2, 0])
print(nn.CrossEntropyLoss()(scores, labels))
## Dropout
dropout = nn.Dropout(0.5)
trained = dropout(torch.ones(8))
dropout.eval()
print(dropout(torch.ones(8)))
## Dropout1d
dropout = nn.Dropout1d(0.5)
trained = dropout(torch.ones(4, 2))
dropout.eval()
print(dropout(torch.ones(4, 2)))
## Dropout2d
dropout = nn.Dropout2d(0.5)
trained = dropout(torch.ones(1, 3, 1, 2))
dropout.eval()
print(dropout(torch.ones(1, 3, 1, 2)))
## ELU
print(nn.ELU()(torch.tensor([-2., -0.5, 0., 1.5])))
## Embedding
torch.manual_seed(0)
print(nn.Embedding(4, 3)(torch.tensor([2, 0])))
## EmbeddingBag
torch.manual_seed(0)
print(nn.EmbeddingBag(4, 3)(torch.tensor([2, 0, 1]), torch.tensor([0, 2])))
## Flatten
print(nn.Flatten()(torch.ones(2, 3, 4)).shape)
## GELU
print(nn.GELU()(torch.tensor([-2., -0.5, 0., 1.5])))
## GLU
print(nn.GLU()(torch.tensor([-2., -0.5, 0., 1.5])))
## GRU
torch.manual_seed(0)
output, h_n = nn.GRU(3, 2, num_layers=2, batch_first=True)(torch.ones(1, 4, 3))
print(output[:, -1])
print(h_n[-1])
## GRUCell
torch.manual_seed(0)
cell = nn.GRUCell(3, 2)
h = torch.zeros(1, 2)
for i in range(2):
    h = cell(torch.ones(1, 3), h)
    print(h)
## GaussianNLLLoss
input = torch.tensor([1., 2., 3.])
target = torch.tensor([1.5, 0., 3.])
variance = torch.tensor([1., 4., 1.])
print(nn.GaussianNLLLoss()(input, target, variance))
## GroupNorm
print(nn.GroupNorm(2, 4)(torch.tensor([[1., 3., 10., 30.]])))
## Hardsigmoid
print(nn.Hardsigmoid()(torch.tensor([-2., -0.5, 0., 1.5])))
## Hardswish
print(nn.Hardswish()(torch.tensor([-2., -0.5, 0., 1.5])))
## Hardtanh
print(nn.Hardtanh()(torch.tensor([-2., -0.5, 0., 1.5])))
## HingeEmbeddingLoss
distances = torch.tensor([0.5, 0.3])
signs = torch.tensor([1., -1.])
print(nn.HingeEmbeddingLoss()(distances, signs))
## HuberLoss
input = torch.tensor([1., 2., 3.])
target = torch.tensor([1.5, 0., 3.])
print(nn.HuberLoss()(input, target))
## Identity
print(nn.Identity()(torch.tensor([-2., -0.5, 0., 1.5])))
## KLDivLoss
logs = torch.tensor([[0.5, 0.5]]).log()
target = torch.tensor([[0.9, 0.1]])
print(nn.KLDivLoss(reduction="batchmean")(logs, target))
## L1Loss
input = torch.tensor([1., 2., 3.])
target = torch.tensor([1.5, 0., 3.])
print(nn.L1Loss()(input, target))
## LSTM
torch.manual_seed(0)
output, (h_n, c_n) = nn.LSTM(3, 2, num_layers=2, batch_first=True)(torch.ones(1, 4, 3))
print(output[:, -1])
print(c_n[-1])
## LSTMCell
torch.manual_seed(0)
cell = nn.LSTMCell(3, 2)
h = torch.zeros(1, 2), torch.zeros(1, 2)
for i in range(2):
    h = cell(torch.ones(1, 3), h)
    print(h[0])
## LayerNorm
print(nn.LayerNorm(2)(torch.tensor([[1., 3.], [10., 30.]])))
## LeakyReLU
print(nn.LeakyReLU()(torch.tensor([-2., -0.5, 0., 1.5])))
## Linear
torch.manual_seed(0)
print(nn.Linear(3, 2)(torch.ones(1, 3)))
## LogSigmoid
print(nn.LogSigmoid()(torch.tensor([-2., -0.5, 0., 1.5])))
## LogSoftmax
print(nn.LogSoftmax(0)(torch.tensor([-2., -0.5, 0., 1.5])))
## MSELoss
input = torch.tensor([1., 2., 3.])
target = torch.tensor([1.5, 0., 3.])
print(nn.MSELoss()(input, target))
## MarginRankingLoss
input1 = torch.tensor([2., 1.])
input2 = torch.tensor([1., 0.5])
signs = torch.tensor([1., -1.])
print(nn.MarginRankingLoss()(input1, input2, signs))
## MaxPool1d
print(nn.MaxPool1d(2)(torch.tensor([1., 2., 3., 4., 5., 6.]).view(1, 1, 6)))
## MaxPool2d
print(nn.MaxPool2d(2)(torch.tensor([1., 2., 3., 4., 5., 6., 7., 8.]).view(1, 1, 2, 4)))
## Mish
print(nn.Mish()(torch.tensor([-2., -0.5, 0., 1.5])))
## ModuleDict
layers = nn.ModuleDict()
layers["tanh"] = nn.Tanh()
layers["relu"] = nn.ReLU()
print(layers)
## ModuleList
print(nn.ModuleList([nn.Linear(3, 4), nn.Linear(4, 2)]))
## MultiLabelMarginLoss
scores = torch.tensor([[0.1, 0.2, 0.4, 0.8]])
labels = torch.tensor([[3, 0, -1, 1]])
print(nn.MultiLabelMarginLoss()(scores, labels))
## MultiLabelSoftMarginLoss
scores = torch.tensor([[1., -1., 2.]])
labels = torch.tensor([[1., 0., 0.]])
print(nn.MultiLabelSoftMarginLoss()(scores, labels))
## MultiMarginLoss
scores = torch.tensor([[1., 2., 3.], [0., 0., 5.]])
labels = torch.tensor([2, 0])
print(nn.MultiMarginLoss()(scores, labels))
## MultiheadAttention
torch.manual_seed(0)
attention = nn.MultiheadAttention(4, 2)
x = torch.randn(3, 1, 4)
print(attention(x, x, x)[1])
## NLLLoss
logs = torch.log_softmax(torch.tensor([[1., 2., 3.], [0., 0., 5.]]), 1)
labels = torch.tensor([2, 0])
print(nn.NLLLoss()(logs, labels))
## PReLU
print(nn.PReLU()(torch.tensor([-2., -0.5, 0., 1.5])))
## ParameterDict
print(nn.ParameterDict({"scale": torch.ones(2)}))
## ParameterList
print(nn.ParameterList([torch.ones(2), torch.zeros(2, 3)]))
## PoissonNLLLoss
log_rates = torch.tensor([0., 1.])
counts = torch.tensor([1., 3.])
print(nn.PoissonNLLLoss()(log_rates, counts))
## RNN
torch.manual_seed(0)
output, h_n = nn.RNN(3, 2, num_layers=2, batch_first=True)(torch.ones(1, 4, 3))
print(output[:, -1])
print(h_n[-1])
## RNNCell
torch.manual_seed(0)
cell = nn.RNNCell(3, 2)
h = torch.zeros(1, 2)
for i in range(2):
    h = cell(torch.ones(1, 3), h)
    print(h)
## ReLU
print(nn.ReLU()(torch.tensor([-2., -0.5, 0., 1.5])))
## SELU
print(nn.SELU()(torch.tensor([-2., -0.5, 0., 1.5])))
## Sequential
torch.manual_seed(0)
net = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
print(net)
print(net(torch.ones(1, 3)))
## SiLU
print(nn.SiLU()(torch.tensor([-2., -0.5, 0., 1.5])))
## Sigmoid
print(nn.Sigmoid()(torch.tensor([-2., -0.5, 0., 1.5])))
## SmoothL1Loss
input = torch.tensor([1., 2., 3.])
target = torch.tensor([1.5, 0., 3.])
print(nn.SmoothL1Loss()(input, target))
## SoftMarginLoss
scores = torch.tensor([2., 0.5])
signs = torch.tensor([1., -1.])
print(nn.SoftMarginLoss()(scores, signs))
## Softmax
print(nn.Softmax(0)(torch.tensor([-2., -0.5, 0., 1.5])))
## Softplus
print(nn.Softplus()(torch.tensor([-2., -0.5, 0., 1.5])))
## Softsign
print(nn.Softsign()(torch.tensor([-2., -0.5, 0., 1.5])))
## Tanh
print(nn.Tanh()(torch.tensor([-2., -0.5, 0., 1.5])))
## Threshold
print(nn.Threshold(0.1, 20)(torch.tensor([-2., -0.5, 0., 1.5])))
## TripletMarginLoss
anchor = torch.tensor([[1., 0.], [0., 1.]])
positive = torch.tensor([[1., 1.], [1., 0.]])
negative = torch.tensor([[1., 0.], [2., 1.]])
print(nn.TripletMarginLoss()(anchor, positive, negative))
## Unflatten
print(nn.Unflatten(1, (3, 4))(torch.ones(2, 12)).shape)
"""


def printed(code):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), torch.no_grad():
        exec(code, {"torch": torch, "nn": torch.nn})
    return "".join(f" * // {line}".rstrip() + "\n" for line in out.getvalue().splitlines())


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    wrong = []
    for example in EXAMPLES.split("## ")[1:]:
        name, code = example.split("\n", 1)
        file = FOLDER / f"{name}.java"
        java = file.read_text()
        comment, rest = java.split("*/\n", 1)
        block = BLOCK.search(comment)
        lines = printed(code)
        if block[1] != lines:
            wrong.append(name)
            if arguments.write:
                comment = comment[: block.start(1)] + lines + comment[block.start(2) :]
                file.write_text(comment + "*/\n" + rest)
    if wrong and not arguments.write:
        sys.exit("other lines than Python's: " + ", ".join(wrong))


main()
