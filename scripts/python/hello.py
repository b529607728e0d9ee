"""The task of the three hello tutorials: learn hello -> ohlol."""

import torch

idx2char = ["e", "h", "l", "o"]
x_data = [1, 0, 2, 2, 3]
y_data = [3, 1, 2, 3, 2]
one_hot_lookup = [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def one_hot():
    return torch.Tensor([one_hot_lookup[x] for x in x_data]).view(-1, 1, 4)


def report(epoch, epochs, idx, loss):
    print("Predicted string:", "".join(idx2char[x] for x in idx), end="")
    print(", Epoch [%d/%d] loss=%.4f" % (epoch + 1, epochs, loss.item()))
