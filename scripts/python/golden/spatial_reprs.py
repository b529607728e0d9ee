"""What print(module) prints of convolutions, pools and normalization."""

from golden import spatial


def make(rng):
    kinds = [spatial.conv, spatial.pool, spatial.batch_norm, spatial.layer_norm, spatial.small, spatial.net]
    spec = rng.choice(kinds)(rng)["spec"]
    return {"kind": "repr", "spec": spec, "text": repr(spatial.build(spec))}
