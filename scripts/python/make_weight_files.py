"""Writes files with the reference torch, for PtTest and SafetensorsTest: python make_weight_files.py

into src/test/resources/weights, and beside each NAME.pt what is in it, as NAME.json: tensors as
{"dtype", "shape", "values"}, where dtype is that of the array in Java.
"""

import collections
import json
import pathlib
import struct

import torch

OUT = pathlib.Path(__file__).parent.parent.parent / "src/test/resources/weights"
READ_AS = {"bfloat16": "float32", "int16": "int32"}


def plain(value):
    if isinstance(value, torch.Tensor):
        dtype = str(value.dtype).removeprefix("torch.")
        values = value.detach().reshape(-1).to(torch.float64).tolist()
        return {"dtype": READ_AS.get(dtype, dtype), "shape": list(value.shape), "values": values}
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return value


def save(name, value, **options):
    torch.save(value, OUT / f"{name}.pt", **options)
    (OUT / f"{name}.json").write_text(json.dumps(plain(value)) + "\n")


def every_dtype():
    names = ["float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8"]
    tensors = {n: torch.tensor([[1, 2, 3], [100, 0, 5]]).to(getattr(torch, n)) for n in names}
    tensors["bool"] = torch.tensor([True, False, True])
    return tensors


def safetensors(path, tensors, metadata):
    """The format by hand, since the package may be missing."""
    names = {torch.float32: "F32", torch.float64: "F64", torch.float16: "F16", torch.bfloat16: "BF16",
             torch.int64: "I64", torch.int32: "I32", torch.int16: "I16", torch.int8: "I8",
             torch.uint8: "U8", torch.bool: "BOOL"}
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in sorted(tensors.items(), key=lambda t: (-t[1].element_size(), t[0])):
        raw = tensor.contiguous().reshape(-1).view(torch.uint8).numpy().tobytes() if tensor.numel() else b""
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(3, 2, num_layers=2, bidirectional=True)
    save("lstm", lstm.state_dict())
    save("dtypes", every_dtype())
    base = torch.arange(24.0).reshape(4, 6)
    save("views", {
        "base": base, "row": base[1], "transposed": base.t(), "sliced": base[1:3, ::2],
        "permuted": base.reshape(2, 3, 4).permute(2, 0, 1), "scalar": base[2, 3],
        "empty": torch.zeros(0, 3), "parameter": torch.nn.Parameter(torch.ones(2)),
    })
    net = torch.nn.Linear(3, 2)
    adam = torch.optim.Adam(net.parameters(), lr=0.1)
    for _ in range(3):
        adam.zero_grad()
        net(torch.ones(1, 3)).sum().backward()
        adam.step()
    checkpoint = {
        "model": net.state_dict(), "optimizer": adam.state_dict(), "epoch": 7, "loss": 0.25,
        "name": "hällo", "done": True, "none": None, "sizes": (1, 2), "list": [1, "a", -5],
        "big": 1 << 40, "nested": collections.OrderedDict(a={"b": torch.tensor(3)}),
    }
    save("checkpoint", checkpoint)
    for protocol in (2, 3, 4, 5):
        save(f"protocol{protocol}", {"weight": torch.tensor([1.5, -2.0]), "n": 300}, pickle_protocol=protocol)
    tensors = every_dtype() | {"scalar": torch.tensor(2.5), "empty": torch.zeros(0, 2)}
    safetensors(OUT / "dtypes.safetensors", tensors, {"format": "pt", "by": "hand"})
    (OUT / "dtypes-safetensors.json").write_text(json.dumps(plain(tensors)) + "\n")
    torch.save([1.0, torch.ones(2)], OUT / "legacy.bin", _use_new_zipfile_serialization=False)
    torch.jit.save(torch.jit.script(torch.nn.Linear(2, 1)), str(OUT / "script.bin"))
    torch.manual_seed(0)
    norm = torch.nn.BatchNorm1d(3)
    for _ in range(2):
        norm(torch.randn(4, 3))
    torch.save(norm.state_dict(), OUT / "batch_norm.pt")


if __name__ == "__main__":
    main()
