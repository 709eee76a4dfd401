#!/usr/bin/env python3
"""Writes torch_goldens.txt beside itself: parameters after each of ten steps of PyTorch's optimizers.

usage: python torch_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values. The learning rate of step i is rates[i].
rmsprop-tf is computed as Stable-Baselines3's RMSpropTFLike does it. laprop is RMS scaling, then momentum, each with
its own bias correction (Ziyin et al. 2020; DreamerV3's scale_by_rms and scale_by_momentum).
muon is torch.optim.Muon, with its products in float32 in place of bfloat16, and PyTorch's Adam for what is no matrix.
A name with @ is of an Adam that is reset before the steps RESETS: its step count (Ellis et al. 2024), or all (Asadi et
al. 2023).
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


class LaProp(torch.optim.Optimizer):
    def __init__(self, params, betas, eps):
        super().__init__(params, {"lr": 0.0, "betas": betas, "eps": eps})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            (beta1, beta2), eps = group["betas"], group["eps"]
            for p in group["params"]:
                state = self.state[p]
                step = state["step"] = state.get("step", 0) + 1
                square = state["square"] = beta2 * state.get("square", 0) + (1 - beta2) * p.grad ** 2
                scaled = p.grad / ((square / (1 - beta2 ** step)).sqrt() + eps)
                mean = state["mean"] = beta1 * state.get("mean", 0) + (1 - beta1) * scaled
                p -= group["lr"] * mean / (1 - beta1 ** step)


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
    "muon": lambda p: torch.optim.Adam(p),
    "laprop": lambda p: LaProp(p, betas=(0.9, 0.999), eps=1e-15),
    "laprop-other": lambda p: LaProp(p, betas=(0.8, 0.95), eps=1e-5),
    "adam@steps": lambda p: torch.optim.Adam(p),
    "adam@moments": lambda p: torch.optim.Adam(p),
    "adamw@steps": lambda p: torch.optim.AdamW(p, weight_decay=0.1),
    "adamw@moments": lambda p: torch.optim.AdamW(p, weight_decay=0.1),
}
RESETS = {"steps": ["step"], "moments": ["step", "exp_avg", "exp_avg_sq"]}
for name, make in optimizers.items():
    parameter = torch.nn.Parameter(start.clone())
    optimizer = make([parameter])
    steps = []
    for i, (rate, gradient) in enumerate(zip(rates, gradients)):
        if i in (3, 7) and "@" in name:
            for key in RESETS[name.split("@")[1]]:
                optimizer.state[parameter][key].zero_()
        optimizer.param_groups[0]["lr"] = rate
        parameter.grad = gradient.clone()
        optimizer.step()
        steps.append(parameter.detach().clone())
    put(name, torch.stack(steps))

# Matrices, as PyTorch has them: [out, in].

SHAPES = {"tall": (7, 3), "wide": (4, 6), "row": (1, 5), "square": (8, 8), "zero": (3, 4), "vector": (6,)}
starts = {name: torch.randn(shape) for name, shape in SHAPES.items()}
steps = [{name: torch.randn(shape) * scale * (name != "zero") for name, shape in SHAPES.items()}
         for scale in (1e3, 1, 1, 0.1, 1e-3, 1e-6, 1, 1, 10, 1)]


def ours(tensor):
    return tensor.T.ravel() if tensor.dim() == 2 else tensor


def flat(tensors):
    return torch.cat([ours(tensors[name]) for name in SHAPES])


put("muon/start", flat(starts))
put("muon/gradients", torch.stack([flat(step) for step in steps]))


def muon(scale, nesterov, weight_decay, vector_rate):
    parameters = {name: torch.nn.Parameter(tensor.clone()) for name, tensor in starts.items()}
    matrices = torch.optim.Muon([p for p in parameters.values() if p.dim() == 2], momentum=0.9, nesterov=nesterov,
                                weight_decay=weight_decay, adjust_lr_fn=scale)
    vectors = torch.optim.Adam([p for p in parameters.values() if p.dim() == 1], betas=(0.8, 0.95), eps=1e-5)
    results = []
    for rate, gradients_of in zip(rates, steps):
        matrices.param_groups[0]["lr"] = rate
        vectors.param_groups[0]["lr"] = vector_rate or rate
        for name, p in parameters.items():
            p.grad = gradients_of[name].clone()
        matrices.step()
        vectors.step()
        results.append(flat({name: p.detach() for name, p in parameters.items()}))
    return torch.stack(results)


rounding = torch.Tensor.bfloat16
for name, arguments in {"muon/original": ("original", True, 0.0, 0.01),
                        "muon/match": ("match_rms_adamw", True, 0.1, None),
                        "muon/plain": ("original", False, 0.0, None)}.items():
    torch.Tensor.bfloat16 = torch.Tensor.clone
    single = muon(*arguments)
    torch.Tensor.bfloat16 = rounding
    coarse = muon(*arguments)
    print(name, "largest difference by bfloat16:", float((single - coarse).abs().max()))
    assert torch.allclose(single, coarse, rtol=0, atol=0.05), name
    put(name, single)

pathlib.Path(__file__).with_name("torch_goldens.txt").write_text("\n".join(lines) + "\n")
