"""Writes numpy.txt.gz beside itself: what NumPy's SeedSequence and Generator(PCG64) give.

One line a case: what is drawn, its arguments, "=", the values. Floats are in Python's shortest form, which reads back exactly.
"""

import gzip
import pathlib

import numpy as np

SEEDS = [0, 1, 42, 123456789, 2**32 - 1, 2**32, 2**53 + 1, 2**63 - 1]
lines = [f"# NumPy {np.__version__}"]


def case(what, values):
    lines.append(f"{what} = {' '.join(str(v) for v in values)}")


for entropy in SEEDS + [2**64 - 1, 2**64, 2**100 + 12345, 2**128 - 1, 2**128, 2**200 + 7]:
    for key in [(), (0,), (1, 2), (2**32 - 1, 5, 6, 7, 8)]:
        s = np.random.SeedSequence(entropy, spawn_key=key)
        name = f"{entropy} {','.join(map(str, key)) or '-'}"
        case(f"state32 {name}", s.generate_state(9))
        case(f"state64 {name}", s.generate_state(5, np.uint64))
    children = np.random.SeedSequence(entropy).spawn(3)
    case(f"child {entropy} 2", children[2].generate_state(4))
    case(f"child {entropy} 2 1", children[2].spawn(2)[1].generate_state(4))

for seed in SEEDS:
    g = np.random.Generator(np.random.PCG64(seed))
    case(f"raw {seed}", g.bit_generator.random_raw(20))
    g = np.random.Generator(np.random.PCG64(seed))
    case(f"random {seed}", (float(g.random()) for _ in range(20)))
    g = np.random.Generator(np.random.PCG64(seed))
    case(f"float {seed}", (float(g.random(dtype=np.float32)) for _ in range(20)))
    g = np.random.Generator(np.random.PCG64(seed))
    case(f"uint32 {seed}", (int(g.integers(0, 2**32)) for _ in range(21)))
    for low, high in [(-0.05, 0.05), (-0.6, -0.4), (0, 1e300), (-np.pi, np.pi)]:
        g = np.random.Generator(np.random.PCG64(seed))
        case(f"uniform {seed} {float(low)!r} {float(high)!r}", (float(g.uniform(low, high)) for _ in range(10)))
    for low, high in [
        (0, 1), (0, 2), (0, 3), (-5, 7), (0, 1000), (10, 2**31), (0, 2**31 + 5), (0, 3 * 2**30), (0, 2**32 - 1), (0, 2**32),
        (0, 2**32 + 1), (-(2**40), 2**40), (0, 3 * 2**61), (-(2**63), 2**63 - 1), (-(2**62) - 3, 2**62 + 5),
    ]:
        g = np.random.Generator(np.random.PCG64(seed))
        case(f"integers {seed} {low} {high}", (int(g.integers(low, high)) for _ in range(25)))
    g = np.random.Generator(np.random.PCG64(seed))
    mixed = []
    for i in range(12):
        mixed += [int(g.integers(3 + i)), float(g.random()), int(g.integers(2**40)), float(g.standard_normal())]
    case(f"mixed {seed}", mixed)

# The state after n draws depends on all of them, so a few of many prove all; the tails (beyond the last layer) are rare and kept.
for seed in [0, 7, 2**40]:
    for what, tail in [("normal", 3.6541528853610088), ("exponential", 7.6971174701310497)]:
        g = np.random.Generator(np.random.PCG64(seed))
        values = getattr(g, f"standard_{what}")(100_000).tolist()
        kept = [i for i, v in enumerate(values) if i < 20 or i % 500 == 499 or abs(v) > tail]
        case(f"{what} {seed}", (f"{i}:{values[i]!r}" for i in kept))

# The state after n draws depends on all of them, as above.
for seed in [0, 7, 2**40]:
    for parameter in [0.1, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 30.0]:
        for what in ["gamma", "t"]:
            g = np.random.Generator(np.random.PCG64(seed))
            values = getattr(g, f"standard_{what}")(parameter, 5_000).tolist()
            case(f"{what} {seed} {parameter!r}", (f"{i}:{values[i]!r}" for i in range(5_000) if i < 5 or i % 250 == 249))

for seed, name in [(0, "replay"), (7, "exploration"), (7, "Übung"), (2**63 - 1, "x")]:
    sequence = np.random.SeedSequence(seed, spawn_key=tuple(name.encode()))
    case(f"stream {seed} {name}", np.random.PCG64(sequence).random_raw(4))

path = pathlib.Path(__file__).with_name("numpy.txt.gz")
path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
