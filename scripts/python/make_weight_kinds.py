"""Writes files of every kind that torch.load reads with weights_only, for PtKindsTest: python make_weight_kinds.py

into src/test/resources/weights: kinds*.pt, one value in every form of file, and what is in it, as
kinds.json; unheld-KIND.bin, each with something that no array of DJL's can hold.
"""

import collections
import io
import json
import warnings
import zipfile

import torch

from make_weight_files import OUT, plain

SIZES = {"FloatStorage": 4, "DoubleStorage": 8, "BFloat16Storage": 2, "LongStorage": 8, "ShortStorage": 2}


def kinds():
    base = torch.arange(12.0)
    z = torch.tensor([1 + 2j, -3 + 4j])
    noted = torch.tensor([1.0, 2.0])
    noted.note = 1
    parameter = torch.nn.Parameter(torch.tensor([5.0]))
    parameter.note = 2
    ordered = collections.OrderedDict(b=1, a=2)
    ordered._metadata = {"version": 2}
    return {
        "expanded": torch.arange(3.0).expand(2, 3),
        "expanded scalar": torch.tensor(7.0, dtype=torch.float64).expand(2, 2),
        "overlapping": base.unfold(0, 4, 2),
        "base": base,
        "tail": base[9:],
        "empty tail": base[12:],
        "column": base.reshape(3, 4)[:, 1],
        "negative": z.conj().imag,
        "negative row": torch._neg_view(base[2:4]),
        "real": z.real,
        "bfloat16": torch.tensor([1.5, -2.25], dtype=torch.bfloat16).expand(2, 2),
        "int16": torch.tensor([[1, -2], [300, 4]], dtype=torch.int16).t(),
        "int64": torch.tensor([1 << 40, -5]),
        "noted": noted,
        "parameter": parameter,
        "counter": collections.Counter("aab"),
        "ordered": ordered,
        "size": torch.Size([2, 3]),
        "dtype": torch.float32,
        "device": torch.device("cuda", 1),
        "storage": torch.tensor([1.0, 2.0]).storage(),
        "untyped": torch.tensor([1, 2], dtype=torch.uint8).untyped_storage(),
    }


def shown(value):
    if isinstance(value, torch.TypedStorage):
        return plain(torch.tensor(value.tolist(), dtype=value.dtype))
    if isinstance(value, torch.UntypedStorage):
        return plain(torch.tensor(value.tolist(), dtype=torch.uint8))
    if isinstance(value, torch.Tensor):
        return plain(value.resolve_neg())
    if isinstance(value, (torch.dtype, torch.device)):
        return str(value)
    return plain(value)


def sizes_of(pickle):
    """The size of the numbers of each storage, by its key."""
    sizes = {}

    class Reader(torch._weights_only_unpickler.Unpickler):
        def persistent_load(self, pid):
            _, kind, key, _, count = pid
            untyped = kind is torch.UntypedStorage
            sizes[key] = 1 if untyped else torch._utils._element_size(kind.dtype)
            return torch.TypedStorage(count, dtype=torch.uint8 if untyped else kind.dtype, _internal=True)

    Reader(io.BytesIO(pickle), encoding="utf-8").load()
    return sizes


def big_endian(path, target):
    """What torch.save writes on a big-endian machine."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as new:
        sizes = sizes_of(old.read(f"{path.stem}/data.pkl"))
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("/byteorder"):
                data = b"big"
            elif "/data/" in name:
                n = sizes[name.rsplit("/", 1)[1]]
                data = b"".join(data[i : i + n][::-1] for i in range(0, len(data), n))
            new.writestr(zipfile.ZipInfo(name), data)


def deflated(path, target):
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), old.read(name), zipfile.ZIP_DEFLATED)


def check(path):
    expected, read = kinds(), torch.load(path)
    if path.stem == "kinds-legacy":
        del expected["untyped"]
    assert list(expected) == list(read)
    for key in expected:
        assert json.dumps(shown(expected[key])) == json.dumps(shown(read[key])), (path, key)


def main():
    warnings.simplefilter("ignore")
    value = kinds()
    path = OUT / "kinds.pt"
    torch.save(value, path)
    (OUT / "kinds.json").write_text(json.dumps({k: shown(v) for k, v in value.items()}) + "\n")
    deflated(path, OUT / "kinds-deflated.pt")
    big_endian(path, OUT / "kinds-big.pt")
    torch.serialization.set_crc32_options(False)
    torch.save(value, OUT / "kinds-nocrc.pt")
    torch.serialization.set_crc32_options(True)
    legacy = {k: v for k, v in value.items() if k != "untyped"}  # which torch cannot read there
    torch.save(legacy, OUT / "kinds-legacy.pt", _use_new_zipfile_serialization=False)
    for kind in ("", "-deflated", "-big", "-nocrc", "-legacy"):
        check(OUT / f"kinds{kind}.pt")
    torch.save(torch.tensor([1.0, 2.0]).storage(), OUT / "storage.pt")
    torch.save({
        "bytes": b"ab\xff", "empty": b"", "bytearray": bytearray(b"x"), "set": {1, 2}, "tuple": (1, [2]),
        (1, "a"): 1.5, None: True, 1 << 70: -(1 << 70), "none": None, "big": (1 << 64) - 1,
    }, OUT / "python.pt")
    one = torch.ones(2)
    unheld = {
        "complex64": one.to(torch.complex64), "complex128": one.to(torch.complex128),
        "complex32": one.to(torch.complex32), "uint16": one.to(torch.uint16),
        "uint32": one.to(torch.uint32), "uint64": one.to(torch.uint64),
        "float8_e4m3fn": one.to(torch.float8_e4m3fn), "float8_e5m2": one.to(torch.float8_e5m2),
        "quantized": torch.quantize_per_tensor(one, 0.1, 0, torch.qint8), "sparse": torch.eye(2).to_sparse(),
        "meta": torch.ones(2, device="meta"), "conjugate": one.to(torch.complex64).conj(), "number": 1j,
        "storage": one.to(torch.complex64).storage(),
    }
    for key, value in unheld.items():
        torch.save([{"a": {"b\nb": value}}], OUT / f"unheld-{key}.bin")


if __name__ == "__main__":
    main()
