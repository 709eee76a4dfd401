#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: what PyTorch computes for networks, losses and distributions.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values, row-major. Weights are stored as [in, out].
"""
import pathlib

import numpy
import torch
from torch import nn

torch.set_num_threads(1)
torch.manual_seed(20261122)
lines = []


def put(name, tensor):
    values = numpy.asarray(tensor.detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


activations = {"RELU": nn.ReLU, "TANH": nn.Tanh, "ELU": nn.ELU, "SILU": nn.SiLU, "IDENTITY": nn.Identity}
for name, activation in activations.items():
    net = nn.Sequential(nn.Linear(3, 7), activation(), nn.Linear(7, 6), activation(), nn.Linear(6, 2))
    linears = [layer for layer in net if isinstance(layer, nn.Linear)]
    inputs = (2 * torch.randn(5, 3)).requires_grad_()
    outputs = net(inputs)
    by_outputs = torch.randn(5, 2)
    outputs.backward(by_outputs)
    put(f"{name}/parameters", torch.cat([t.ravel() for l in linears for t in (l.weight.T, l.bias)]))
    put(f"{name}/inputs", inputs)
    put(f"{name}/outputs", outputs)
    put(f"{name}/by-outputs", by_outputs)
    put(f"{name}/gradient", torch.cat([t.ravel() for l in linears for t in (l.weight.grad.T, l.bias.grad)]))
    put(f"{name}/by-inputs", inputs.grad)

predictions = torch.tensor([0.0, 0.3, -0.4, 1.0, -1.0, 1.5, -7.0, 100.0, 1e-4], requires_grad=True)
targets = torch.tensor([0.0, 0.1, 0.4, 0.0, 0.0, -0.5, 2.0, -3.0, 0.0])
put("loss/predictions", predictions)
put("loss/targets", targets)
for name, loss in {"HUBER": nn.functional.smooth_l1_loss, "SQUARED": nn.functional.mse_loss}.items():
    value = loss(predictions, targets)
    put(f"{name}/value", value)
    put(f"{name}/gradient", torch.autograd.grad(value, predictions)[0])

# In double: at logits of 1e4 single precision loses all but three digits.
logits = torch.tensor([[0.1, -0.2, 0.3, 2.0], [50.0, -50.0, 0.0, 10.0], [1e4, 1e4, -1e4, 9999.0], [0.0] * 4,
                       [-120.0, -121.0, -119.5, -300.0]], dtype=torch.float64, requires_grad=True)
actions = torch.tensor([3, 2, 1, 0, 2])
by_log_probability, by_entropy = torch.randn(5).double(), torch.randn(5).double()
distribution = torch.distributions.Categorical(logits=logits)
(distribution.log_prob(actions) @ by_log_probability + distribution.entropy() @ by_entropy).backward()
put("categorical/logits", logits)
put("categorical/actions", actions)
put("categorical/by-log-probability", by_log_probability)
put("categorical/by-entropy", by_entropy)
put("categorical/log-probabilities", distribution.logits)
put("categorical/probabilities", distribution.probs)
put("categorical/entropies", distribution.entropy())
put("categorical/by-logits", logits.grad)

# Hidden layers that differ: dense → layer norm → activation → dropout, where there is one. Values that a float32
# holds, computed in double; a mask of 1 for what stays.
for name, layers in {"NORM": [(7, nn.SiLU, True, 0.0), (6, nn.SiLU, True, 0.0)],
                     "MIXED": [(7, nn.Tanh, True, 0.4), (6, nn.ReLU, False, 0.25), (5, nn.ELU, True, 0.0)]}.items():
    modules, masks, width = [], {}, 3
    for units, activation, norm, rate in layers:
        modules.append(nn.Linear(width, units))
        if norm:
            modules.append(nn.LayerNorm(units))
            nn.init.uniform_(modules[-1].weight, 0.5, 2)
            nn.init.uniform_(modules[-1].bias, -1, 1)
        modules.append(activation())
        if rate > 0:
            masks[len(modules) - 1] = ((torch.rand(5, units) >= rate).double(), rate)
        width = units
    net = nn.Sequential(*modules, nn.Linear(width, 2)).double()
    inputs = (2 * torch.randn(5, 3)).double().requires_grad_()
    values, unmasked = inputs, net(inputs)
    for i, module in enumerate(net):
        values = module(values)
        if i in masks:
            values = values * masks[i][0] / (1 - masks[i][1])
    by_outputs = torch.randn(5, 2).double()
    values.backward(by_outputs)
    flat = [t.T if t.dim() == 2 else t for t in net.parameters()]
    put(f"{name}/parameters", torch.cat([t.ravel() for t in flat]))
    put(f"{name}/inputs", inputs)
    put(f"{name}/predictions", unmasked)
    put(f"{name}/outputs", values)
    put(f"{name}/mask", torch.cat([mask.ravel() for mask, _ in masks.values()] + [torch.empty(0)]))
    put(f"{name}/by-outputs", by_outputs)
    gradients = [t.grad.T if t.dim() == 2 else t.grad for t in net.parameters()]
    put(f"{name}/gradient", torch.cat([t.ravel() for t in gradients]))
    put(f"{name}/by-inputs", inputs.grad)

# Bits that are drawn independently.
logits = torch.tensor([[0.1, -0.2, 3.0, -3.0], [50.0, -50.0, 0.0, 10.0], [1e4, -1e4, 88.0, -104.0]],
                      dtype=torch.float64, requires_grad=True)
bits = torch.tensor([[1, 1, 0, 0], [1, 0, 1, 0], [1, 0, 0, 1]]).double()
by_log_probability, by_entropy = torch.randn(3).double(), torch.randn(3).double()
distribution = torch.distributions.Bernoulli(logits=logits)
log_probabilities, entropies = distribution.log_prob(bits).sum(-1), distribution.entropy().sum(-1)
(log_probabilities @ by_log_probability + entropies @ by_entropy).backward()
put("bernoulli/logits", logits)
put("bernoulli/bits", bits)
put("bernoulli/by-log-probability", by_log_probability)
put("bernoulli/by-entropy", by_entropy)
put("bernoulli/probabilities", distribution.probs)
put("bernoulli/log-probabilities", log_probabilities)
put("bernoulli/entropies", entropies)
put("bernoulli/by-logits", logits.grad)

pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
