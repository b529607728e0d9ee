"""Writes whole models with the reference torch, for PickledModuleTest: python make_model_files.py

into src/test/resources/weights: model-NAME.pt by torch.save(net, path), and beside it what is in
it, as model-NAME.json.
"""

import argparse
import json

import torch
import torch.nn.functional as F
from torch import nn

from make_weight_files import OUT, plain

PARTS = {"training", "_parameters", "_buffers", "_modules", "_non_persistent_buffers_set"}


class Net(nn.Module):
    def __init__(self, input_size, hidden_size, output_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.rnn = nn.RNN(input_size, hidden_size, num_layers=2)
        self.fc = nn.Linear(hidden_size, output_size, bias=False)

    def forward(self, x):
        return self.fc(self.rnn(x)[0])


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(7, 3, padding_idx=0)
        self.lstm = nn.LSTM(3, 4, batch_first=True, bidirectional=True)
        self.head = nn.Sequential(nn.Dropout(0.25), nn.Linear(8, 2))


class Vocabulary(dict):
    pass


class Extras(nn.Module):
    """A module with attributes of many kinds, functions and hooks among them."""

    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 1)
        self.name, self.rate, self.flag, self.none = "hällo", 0.5, True, None
        self.sizes, self.table = [1, 2, (3, 4)], {"a": torch.tensor([1, 2]), 5: "b"}
        self.size, self.device, self.dtype = torch.Size([2, 3]), torch.device("cpu"), torch.float32
        self.relu, self.tanh, self.cell = F.relu, torch.tanh, nn.RNN
        self.args = argparse.Namespace(lr=0.1, layers=[8, 8], net=self.lin)
        self.vocabulary = Vocabulary(a=1, b=2)
        self.register_buffer("mean", torch.tensor([1.5]))
        self.register_buffer("scratch", torch.zeros(2), persistent=False)
        self.register_parameter("absent", None)
        self.register_forward_hook(hook)
        self.eval()


def hook(module, inputs, output):
    return None


class Tied(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Embedding(5, 3)
        self.decoder = nn.Linear(3, 5)
        self.decoder.weight = self.encoder.weight
        self.again = self.decoder


def shown(value):
    """What Java reads: descriptions as <name>, else as plain() has it."""
    if isinstance(value, (list, tuple)):
        return [shown(v) for v in value]
    if isinstance(value, dict) and type(value).__module__ != "__main__":
        return {str(k): shown(v) for k, v in value.items()}
    if isinstance(value, (torch.dtype, torch.device)):
        return str(value)
    if value is None or isinstance(value, (torch.Tensor, str, int, float, bool)):
        return plain(value)
    if value is torch.tanh:
        return "<torch._C._VariableFunctionsClass.tanh>"
    kind = value if hasattr(value, "__qualname__") else type(value)
    return f"<{kind.__module__}.{kind.__qualname__}>"


def described(net):
    state = net.__reduce_ex__(2)[2]
    hooks = {k for k, v in state.items() if k.startswith("_") and (k.endswith("hook") or "hooks" in k) and not v}
    return {
        "className": f"{type(net).__module__}.{type(net).__qualname__}",
        "training": net.training,
        "attributes": {k: shown(v) for k, v in state.items() if k not in PARTS | hooks},
        "parameters": [k for k, v in net._parameters.items() if v is not None],
        "buffers": [k for k, v in net._buffers.items() if v is not None],
        "children": {k: described(v) for k, v in net._modules.items() if v is not None},
        "stateDict": plain(net.state_dict()),
    }


def main():
    # The form before torch 1.6 holds the sources of all classes, with their paths.
    torch.serialization.get_source_lines_and_file = lambda kind: (["..."], 0, f"{kind.__name__}.py")
    torch.manual_seed(0)
    rnn = Net(3, 4, 2)
    nets = {"rnn": rnn, "classifier": Classifier().eval(), "extras": Extras(), "tied": Tied(),
            "parallel": nn.DataParallel(Net(3, 2, 1)), "legacy": rnn, "protocol4": rnn}
    for name, net in nets.items():
        path = OUT / f"model-{name}.pt"
        torch.save(net, path, _use_new_zipfile_serialization=name != "legacy",
                   pickle_protocol=4 if name == "protocol4" else 2)
        path.with_suffix(".json").write_text(json.dumps(described(net)) + "\n")
    torch.save({"epoch": 3, "net": rnn, "nets": [rnn]}, OUT / "model-in-dict.pt")


if __name__ == "__main__":
    main()
