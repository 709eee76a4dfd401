#!/usr/bin/env python3
"""Writes per_sample_goldens.txt: what clipping each sample's gradient of an actor and a critic makes of a batch.

usage: python per_sample_goldens.py > per_sample_goldens.txt      (pip install torch)
One array a line: its name, then its values. The networks have 4 inputs, hidden layers of 7 and 6 with tanh, and 3 and 1
outputs; weights as [inputs, outputs]; parameters lie layer by layer, weight before bias, actor before critic. The
derivatives of the batch's loss by the outputs are heavy-tailed. Each sample's gradient is computed by PyTorch's autograd
from the sample alone, in float64, of n times its share of the loss; clipping is optax's per_example_global_norm_clip
(m_i = nan_to_num(min(c/||g_i||, 1), nan=1), sum of m_i g_i, number of g_i with ||g_i|| > c) divided by n.
"""
import torch

torch.manual_seed(20261122)
torch.set_default_dtype(torch.float64)
N = 9


def show(name, values):
    print(name, " ".join(f"{v:.9g}" for v in values.reshape(-1).tolist()))


def rounded(values):
    return values.float().double()


def network(widths):
    return [rounded(t).requires_grad_() for i, o in zip(widths, widths[1:])
            for t in (torch.randn(i, o) / i ** 0.5, 0.1 * torch.randn(o))]


def forward(parameters, x):
    for k in range(0, len(parameters), 2):
        x = x @ parameters[k] + parameters[k + 1]
        if k + 2 < len(parameters):
            x = torch.tanh(x)
    return x


actor, critic = network([4, 7, 6, 3]), network([4, 7, 6, 1])
inputs = rounded(torch.randn(N, 4))
tails = torch.rand(N, 1).sqrt()
by_logits = rounded(torch.randn(N, 3) / tails / N)
by_values = rounded(torch.randn(N, 1) / tails ** 2 / N)
gradients = []
for i in range(N):
    loss = N * ((by_logits[i] * forward(actor, inputs[i])).sum() + (by_values[i] * forward(critic, inputs[i])).sum())
    gradients.append(torch.cat([g.reshape(-1) for g in torch.autograd.grad(loss, actor + critic)]))
gradients = torch.stack(gradients)
norms = gradients.norm(dim=1)
show("parameters", torch.cat([p.detach().reshape(-1) for p in actor + critic]))
show("inputs", inputs)
show("by-logits", by_logits)
show("by-values", by_values)
show("norms", norms)
for name, c in (("none", 2 * norms.max()), ("few", 0.95 * norms.sort().values[-3]), ("half", norms.median() * 1.001), ("all", norms.min() / 3)):
    c = torch.round(c, decimals=3)
    show(f"{name}/threshold", c)
    show(f"{name}/count", (norms > c).sum())
    m = torch.nan_to_num(torch.clamp(c / norms, max=1), nan=1)
    show(f"{name}/gradient", (m[:, None] * gradients).sum(0) / N)
