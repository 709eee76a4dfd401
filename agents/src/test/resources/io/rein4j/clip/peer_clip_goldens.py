#!/usr/bin/env python3
"""Writes peer-clip-goldens.txt: what PyTorch, optax, TensorFlow, Keras and DL4J make of small gradients.

usage: python peer_clip_goldens.py > peer-clip-goldens.txt      (pip install torch optax tensorflow-cpu keras)
One case a line: rule; compatibility; threshold; norm type; shapes; gradient; weights; result. Layers are pairs of
tensors. A library without a rule for a scope gets each part of the gradient by itself. DL4J is its source,
BaseMultiLayerUpdater.preApply, in numpy. PeerGoldenTest reads the file; values that peers take and Rein4J refuses
are in EdgeCaseTest.
"""
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import jax.numpy as jnp
import keras
import numpy as np
import optax
import tensorflow as tf
import torch

rng = np.random.default_rng(20261130)


def torch_norm(tensors, c, p):
    parameters = [torch.nn.Parameter(torch.zeros(t.shape)) for t in tensors]
    for parameter, t in zip(parameters, tensors):
        parameter.grad = torch.from_numpy(t.copy())
    torch.nn.utils.clip_grad_norm_(parameters, c, norm_type=p)
    return [parameter.grad.numpy() for parameter in parameters]


def through_optax(transformation, tensors, weights=None):
    tree = [jnp.asarray(t) for t in tensors]
    params = None if weights is None else [jnp.asarray(w) for w in weights]
    updates, _ = transformation.update(tree, transformation.init(tree), params)
    return [np.asarray(u) for u in updates]


def through_keras(tensors, **clip):
    variables = [keras.Variable(np.zeros(t.shape, np.float32)) for t in tensors]
    keras.optimizers.SGD(learning_rate=1.0, **clip).apply([tf.constant(t) for t in tensors], variables)
    return [-np.asarray(v) for v in variables]


def dl4j(tensors, c):
    norm = np.float32(np.sqrt(sum(np.sum(t.astype(np.float64) ** 2) for t in tensors)))
    return [t * np.float32(c / norm) for t in tensors] if norm > c else tensors


CLIPS = {
    "torch": torch_norm,
    "optax": lambda ts, c, p: through_optax(optax.clip_by_global_norm(c), ts),
    "tensorflow": lambda ts, c, p: [t.numpy() for t in tf.clip_by_global_norm([tf.constant(t) for t in ts], c)[0]],
    "keras": lambda ts, c, p: through_keras(ts, global_clipnorm=c),
    "dl4j": lambda ts, c, p: dl4j(ts, c),
}


def scopes(rule, tensors):
    step = {"global-norm": len(tensors), "per-layer-norm": 2, "per-parameter-norm": 1}[rule]
    return [tensors[i:i + step] for i in range(0, len(tensors), step)]


def show(values):
    return " ".join(f"{v:.9g}" for t in values for v in np.asarray(t).ravel())


def line(rule, peer, c, p, tensors, weights, result):
    shapes = " ".join("x".join(str(d) for d in t.shape) for t in tensors)
    print("; ".join([rule, peer, repr(float(c)), str(float(p)), shapes, show(tensors), show(weights), show(result)]))


def tensors_of(shapes, scale):
    return [(rng.standard_t(2, s) * scale).astype(np.float32) for s in shapes]


def norm_case(rule, peer, c, tensors, p=2.0):
    tensors = [np.asarray(t, np.float32) for t in tensors]
    if rule == "per-parameter-norm" and peer == "tensorflow":
        result = [tf.clip_by_norm(tf.constant(t), c).numpy() for t in tensors]
    elif rule == "per-parameter-norm" and peer == "keras":
        result = through_keras(tensors, clipnorm=c)
    else:
        result = [r for part in scopes(rule, tensors) for r in CLIPS[peer](part, c, p)]
    line(rule, peer, c, p, tensors, [], result)


for rule in ("global-norm", "per-layer-norm", "per-parameter-norm"):
    for peer in CLIPS:
        norm_case(rule, peer, 1, [[3, 4]])
        norm_case(rule, peer, 1, [[0.6, 0.8]])
        norm_case(rule, peer, 5, [[3, 4], [0, 0]])
        norm_case(rule, peer, 1, [[0, 0], [0]])
        norm_case(rule, peer, 1e-6, [[3e-6, 4e-6], [1e-7]])
        norm_case(rule, peer, 1e4, [[3e6, 4e6], [1e-3]])
        for scale in (1e-5, 1e-2, 1, 1e3):
            tensors = tensors_of([(4, 5), (5,), (5, 3), (3,)], scale)
            total = float(np.sqrt(sum(np.sum(t.astype(np.float64) ** 2) for t in tensors)))
            for share in (0.2, 0.6, 1.4):
                norm_case(rule, peer, float(np.float32(total * share)), tensors)
    for p in (0.5, 1.0, 3.0, float("inf")):
        for scale in (1e-5, 1.0, 1e3):
            tensors = tensors_of([(2, 3), (3,)], scale)
            for share in (0.5, 2):
                norm_case(rule, "torch", scale * share, tensors, p)

for c in (0.3, 1.0, 2.0):
    tensors = tensors_of([(4, 5), (5,), (1,)], 1)
    line("block-rms", "none", c, 2, tensors, [], through_optax(optax.clip_by_block_rms(c), tensors))
    line("normalize", "none", c, 2, tensors, [],
         through_optax(optax.normalize_by_update_norm(scale_factor=c), tensors))
    line("value", "none", c, 2, tensors, [], through_optax(optax.clip(c), tensors))
for scale in (1e-4, 1e-2, 1):
    shapes = [(4, 5), (5,), (5, 1), (1, 5), (2, 3, 4), (2, 2, 3, 4), (2, 1, 2, 3, 2), (1,), (1, 1, 1, 2, 1)]
    tensors = tensors_of(shapes, scale)
    weights = tensors_of(shapes, 1)
    weights[0][:, 1] = 0
    weights[1][:] = 0
    for c in (0.01, 0.3):
        line("adaptive-unitwise", "none", c, 2, tensors, weights,
             through_optax(optax.adaptive_grad_clip(c), tensors, weights))
