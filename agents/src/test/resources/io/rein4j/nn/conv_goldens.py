#!/usr/bin/env python3
"""Writes conv_goldens.txt beside itself: what PyTorch computes for convolutions, in double.

usage: python conv_goldens.py            (pip install torch numpy; made with torch 2.13)
One line an array: its name, then its float32 values, row-major. Parameters and inputs are not
written: element i of all parameters is number(i) / 2, of inputs and of the loss's derivatives by
the outputs number(i); bytes are byte(i). Gradients of large networks are written as the norm of
each block and its product with number(0), number(1), ….
"""
import pathlib

import numpy
import torch
from torch import nn
from torch.nn import functional

torch.set_num_threads(1)
lines = []


def put(name, tensor):
    values = numpy.asarray(tensor.detach(), dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def numbers(n):
    """Multiples of 1/1024 in [-1/2, 1/2), which a float32 holds."""
    return torch.tensor([(i * 7919 % 1021) / 1024 - 0.5 for i in range(n)], dtype=torch.float64)


def bytes_(n):
    return torch.tensor([i * 7919 % 251 for i in range(n)], dtype=torch.float64)


class Conv(nn.Module):
    """A convolution; 'same' pads as ONNX's SAME_UPPER."""

    def __init__(self, inputs, filters, kernel, stride=1, same=False, first=False):
        super().__init__()
        self.conv, self.kernel, self.stride, self.same = nn.Conv2d(inputs, filters, kernel, stride), kernel, stride, same
        # Rein4J's order: window row, group, window column, channel, filter; stacks have a group a channel.
        self.order = (2, 1, 3, 0) if first else (2, 3, 1, 0)

    def forward(self, x):
        return self.conv(padded(x, self.kernel, self.stride, 0) if self.same else x)


class Pool(nn.Module):
    def __init__(self, size, stride, same):
        super().__init__()
        self.size, self.stride, self.same = size, stride, same

    def forward(self, x):
        x = padded(x, self.size, self.stride, -torch.inf) if self.same else x
        return functional.max_pool2d(x, self.size, self.stride)


class Residual(nn.Module):
    def __init__(self, *layers):
        super().__init__()
        self.branch = nn.Sequential(*layers)

    def forward(self, x):
        return x + self.branch(x)


class Flatten(nn.Module):
    def forward(self, x):
        return x.permute(0, 2, 3, 1).flatten(1)


def padded(x, size, stride, value):
    ends = []
    for pixels in (x.shape[3], x.shape[2]):
        total = max(0, (-(-pixels // stride) - 1) * stride + size - pixels)
        ends += [total // 2, total - total // 2]
    return functional.pad(x, ends, value=value)


def blocks(net):
    """Parameters in Rein4J's order, each with its gradient."""
    for module in net.modules():
        if isinstance(module, Conv):
            for each in (module.conv.weight, module.conv.bias):
                yield each, module.order if each.dim() == 4 else (0,)
        elif isinstance(module, nn.Linear):
            yield module.weight, (1, 0)
            yield module.bias, (0,)


def golden(name, net, shape, rows, scale=1, stacked=False, whole=True):
    net = net.double()
    at = 0
    for parameter, order in blocks(net):
        shapes = [parameter.shape[i] for i in order]
        n = parameter.numel()
        values = (numbers(at + n)[at:] / 2).reshape(shapes)
        with torch.no_grad():
            parameter.copy_(values.permute(*numpy.argsort(order).tolist()) if len(order) > 1 else values)
        at += n
    n = rows * int(numpy.prod(shape))
    inputs = (bytes_(n) if scale != 1 else numbers(n)).reshape(rows, *shape).requires_grad_()
    outputs = net((inputs if stacked else inputs.permute(0, 3, 1, 2)) / scale)
    outputs.backward(numbers(outputs.numel()).reshape(outputs.shape))
    put(f"{name}/outputs", outputs)
    gradients = [parameter.grad.permute(*order).ravel() for parameter, order in blocks(net)]
    if whole:
        put(f"{name}/gradient", torch.cat(gradients))
        put(f"{name}/by-inputs", inputs.grad)
    else:
        put(f"{name}/norms", torch.stack([gradient.norm() for gradient in gradients]))
        put(f"{name}/products", torch.stack([gradient @ numbers(len(gradient)) for gradient in gradients]))


golden("STACKED", nn.Sequential(
    Conv(4, 3, 4, 2, first=True), nn.Tanh(), Conv(3, 5, 3), nn.Tanh(), Flatten(), nn.Linear(30, 7), nn.Tanh(), nn.Linear(7, 2)),
    (4, 10, 12), 3, scale=255, stacked=True)
golden("COLOURS", nn.Sequential(
    Conv(3, 4, 4, 3, same=True), nn.Tanh(), Pool(2, 2, False), Conv(4, 3, 3, same=True), nn.Tanh(), Pool(3, 2, True), Flatten(),
    nn.Linear(3, 2)), (11, 8, 3), 3)


def nature(channels, width, actions):
    return nn.Sequential(
        Conv(channels, 32, 8, 4, first=True), nn.ReLU(), Conv(32, 64, 4, 2), nn.ReLU(), Conv(64, 64, 3), nn.ReLU(), Flatten(),
        nn.Linear(width, 512), nn.ReLU(), nn.Linear(512, actions))


def impala(channels, pixels, actions):
    layers, before = [], channels
    for filters in (16, 32, 32):
        layers += [Conv(before, filters, 3, same=True), Pool(3, 2, True)]
        for _ in range(2):
            layers.append(Residual(nn.ReLU(), Conv(filters, filters, 3, same=True), nn.ReLU(),
                                   Conv(filters, filters, 3, same=True)))
        before = filters
    return nn.Sequential(*layers, nn.ReLU(), Flatten(), nn.Linear(32 * pixels, 256), nn.ReLU(), nn.Linear(256, actions))


golden("NATURE", nature(4, 64 * 2, 6), (4, 36, 44), 5, scale=255, stacked=True, whole=False)
golden("IMPALA", impala(3, 4, 4), (13, 16, 3), 3, scale=255, whole=False)

pathlib.Path(__file__).with_name("conv_goldens.txt").write_text("\n".join(lines) + "\n")
