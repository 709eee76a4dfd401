#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: parameters after each of ten steps of PyTorch's optimizers.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values. The learning rate of step i is rates[i].
rmsprop-tf is computed as Stable-Baselines3's RMSpropTFLike does it.
"""
import pathlib

import numpy
import torch

torch.set_num_threads(1)
torch.manual_seed(20261122)
lines = []


def put(name, tensor):
    values = numpy.asarray(tensor.detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


class RmsPropTf(torch.optim.Optimizer):
    def __init__(self, params, lr, alpha, eps):
        super().__init__(params, {"lr": lr, "alpha": alpha, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                square_avg = self.state[p].setdefault("square_avg", torch.ones_like(p))
                square_avg.mul_(group["alpha"]).addcmul_(p.grad, p.grad, value=1 - group["alpha"])
                p.addcdiv_(p.grad, square_avg.add(group["eps"]).sqrt_(), value=-group["lr"])


start = torch.randn(9)
rates = [0.1, 0.1, 0.05, 0.02, 0.0, 0.3, 0.01, 0.01, 0.002, 0.1]
gradients = torch.randn(10, 9) * torch.tensor([1e3, 10, 1, 1, 0.1, 1e-3, 1e-6, 0, 1])
put("start", start)
put("rates", torch.tensor(rates))
put("gradients", gradients)
optimizers = {
    "adam": lambda p: torch.optim.Adam(p),
    "adam-other": lambda p: torch.optim.Adam(p, betas=(0.8, 0.95), eps=1e-5),
    "adamw": lambda p: torch.optim.AdamW(p, weight_decay=0.1),
    "rmsprop": lambda p: torch.optim.RMSprop(p, alpha=0.99, eps=1e-5),
    "rmsprop-tf": lambda p: RmsPropTf(p, lr=0.1, alpha=0.99, eps=1e-5),
    "sgd": lambda p: torch.optim.SGD(p),
    "sgd-momentum": lambda p: torch.optim.SGD(p, momentum=0.9),
    "sgd-nesterov": lambda p: torch.optim.SGD(p, momentum=0.9, nesterov=True),
}
for name, make in optimizers.items():
    parameter = torch.nn.Parameter(start.clone())
    optimizer = make([parameter])
    steps = []
    for rate, gradient in zip(rates, gradients):
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = gradient.clone()
        optimizer.step()
        steps.append(parameter.detach().clone())
    put(name, torch.stack(steps))

pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
