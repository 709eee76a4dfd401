#!/usr/bin/env python3
"""Writes torch-clip-goldens.txt: what PyTorch's clipping functions make of small gradients.

usage: python torch_clip_goldens.py > torch-clip-goldens.txt      (pip install torch)
One case a line: rule; threshold; norm type; dtype; lengths of the tensors; norm; values before; values after.
Cases whose squares overflow float32 are computed by PyTorch in float64, where it is right; in float32 it
returns zeros for them. PyTorch adds 1e-6 to the norm, so norms are at least 1 here. Thresholds that PyTorch takes
and Rein4J refuses are in ClippingRulesTest.
"""
import math

import torch
from torch import nn

torch.manual_seed(20261122)


def show(values):
    return " ".join(f"{v:.9g}" for v in values)


def case(rule, threshold, p, tensors, dtype=torch.float32):
    parameters = [nn.Parameter(torch.zeros(len(t), dtype=dtype)) for t in tensors]
    for parameter, values in zip(parameters, tensors):
        parameter.grad = torch.tensor(values, dtype=torch.float32).to(dtype)
    before = [v for x in parameters for v in x.grad.tolist()]
    norm = math.nan
    if rule == "global-norm":
        norm = float(nn.utils.clip_grad_norm_(parameters, threshold, norm_type=p))
    else:
        nn.utils.clip_grad_value_(parameters, threshold)
    after = [v for x in parameters for v in x.grad.tolist()]
    print("; ".join([rule, repr(float(threshold)), str(float(p)), str(dtype)[6:],
                     " ".join(str(len(t)) for t in tensors), repr(norm), show(before), show(after)]))


case("global-norm", 1, 2, [[3, 4]])
case("global-norm", 1, 2, [[0.6, 0.8]])
case("global-norm", 1, 2, [[0, 0]])
case("global-norm", 1, 1, [[3, -4]])
case("global-norm", 1, math.inf, [[3, -4]])
case("global-norm", 1, 2, [[1e25, 1]], torch.float64)
case("global-norm", 1, 2, [[1e25, 1], [3e38, -2e38]], torch.float64)
case("global-norm", 1e-3, 2, [[3e38, -1e30]], torch.float64)
case("value", 1, 2, [[-3, 0.5, 1, -1, 7e30]])
case("value", 0.1, 2, [[-3, 0.05, 0.1, -0.1, 0]])
for p in (0.5, 1, 1.5, 2, 3, 10, math.inf):
    for scale in (10.0, 1e5):
        for lengths in ([1], [7, 20], [64, 8, 2]):
            tensors = [(torch.randn(n) / torch.rand(n).sqrt() * scale + 10).tolist() for n in lengths]
            total = float(nn.utils.get_total_norm([torch.tensor(t, dtype=torch.float64) for t in tensors], p))
            for share in (0.3, 1.7):
                case("global-norm", total * share, p, tensors, torch.float64)
for lengths in ([1], [7, 20]):
    case("value", 0.7, 2, [torch.randn(n).tolist() for n in lengths])
