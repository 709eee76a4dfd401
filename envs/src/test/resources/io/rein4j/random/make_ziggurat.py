"""Writes NumPy's ziggurat tables, big-endian, to the path given as argument.

They are compiled into numpy/random/lib/libnpyrandom.a (BSD-3-Clause); needs binutils' ar and readelf.
Order: ki, wi, fi (normal), ke, we, fe (exponential), 256 values each.
"""

import pathlib
import re
import struct
import subprocess
import sys

import numpy

library = pathlib.Path(numpy.__file__).parent / "random/lib/libnpyrandom.a"
member = "src_distributions_distributions.c.o"
data = subprocess.run(["ar", "p", library, member], capture_output=True, check=True).stdout
elf = pathlib.Path(sys.argv[1] + ".o")
elf.write_bytes(data)


def readelf(flag):
    return subprocess.run(["readelf", flag, elf], capture_output=True, text=True, check=True).stdout


sections = dict(re.findall(r"\[\s*(\d+)\]\s+\S+\s+\S+\s+\S+\s+([0-9a-f]+)", readelf("-SW")))
with open(sys.argv[1], "wb") as out:
    for name in ["ki", "wi", "fi", "ke", "we", "fe"]:
        value, section = re.search(rf"([0-9a-f]+)\s+2048 .* (\d+) {name}_double", readelf("-sW")).groups()
        start = int(sections[section], 16) + int(value, 16)
        out.write(struct.pack(">256Q", *struct.unpack("<256Q", data[start : start + 2048])))
elf.unlink()
