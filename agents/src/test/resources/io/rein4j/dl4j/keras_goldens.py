#!/usr/bin/env python3
"""Writes Keras models beside itself, and keras_goldens.txt: what they compute.

usage: python keras_goldens.py            (pip install tensorflow keras h5py; made with keras 3.15)
One line an array: its name, then its float32 values, row-major. Inputs are those of each model.
sequential.h5 and functional.h5 are as Keras 3 writes them, functional-keras2.h5 is the same model in
the layout and the configuration of Keras 2 (tf.keras up to TensorFlow 2.15). Of the others, none can
be an agent's network.
"""
import json
import pathlib

import h5py
import keras
import numpy
from keras import layers

keras.utils.set_random_seed(20261122)
here = pathlib.Path(__file__).resolve().parent
lines = []


def put(name, values):
    values = numpy.asarray(values, dtype=numpy.float32).ravel()
    lines.append(" ".join([name] + [str(value) for value in values]))


def save(name, model):
    # Biases begin as zeros, which would hide that they were lost.
    for variable in model.trainable_variables:
        if variable.path.endswith("bias"):
            variable.assign(numpy.random.normal(size=variable.shape))
    model.save(here / f"{name}.h5", include_optimizer=False)
    inputs = numpy.random.normal(size=(5, *model.input_shape[1:])).astype("float32")
    put(f"{name}/inputs", inputs)
    put(f"{name}/outputs", model(inputs))


save(
    "sequential",
    keras.Sequential(
        [
            keras.Input((9, 7, 4), name="frames"),
            layers.Conv2D(5, 3, strides=2, activation="relu", name="conv"),
            layers.MaxPooling2D(2, strides=1, name="pool"),
            layers.Flatten(name="flat"),
            layers.Dense(8, activation="elu", name="hidden"),
            layers.Dense(2, name="values"),
        ]
    ),
)

observation = keras.Input((4,), name="observation")
left = layers.Dense(8, activation="relu", name="left")(observation)
right = layers.Dense(6, activation="tanh", use_bias=False, name="right")(observation)
joined = layers.Concatenate(name="joined")([left, right])
values = layers.Dense(2, name="values")(layers.Dense(5, activation="silu", name="hidden")(joined))
functional = keras.Model(observation, values, name="functional")
save("functional", functional)

save(
    "dropout",
    keras.Sequential([keras.Input((4,)), layers.Dropout(0.5, name="drop"), layers.Dense(2, name="values")]),
)
save(
    "subclassed",
    keras.Sequential(
        [keras.Input((4,)), layers.Dense(3, name="hidden"), layers.RMSNormalization(name="rms"), layers.Dense(2)]
    ),
)

with h5py.File(here / "functional.h5") as model, h5py.File(here / "weights.h5", "w") as weights:
    for layer in model["model_weights"]:
        model.copy(f"model_weights/{layer}", weights)


def keras2(config):
    """The configuration of a functional model of Keras 3 as Keras 2 writes it."""
    if isinstance(config, list):
        return [keras2(each) for each in config]
    if not isinstance(config, dict):
        return config
    if config.get("class_name") == "DTypePolicy":
        return config["config"]["name"]
    config = {key: keras2(value) for key, value in config.items()}
    if "batch_shape" in config:
        config["batch_input_shape"] = config.pop("batch_shape")
    for node in config.get("inbound_nodes", []):
        tensors = node["args"][0] if isinstance(node["args"][0], list) else node["args"]
        config["inbound_nodes"] = [[[*tensor["config"]["keras_history"], {}] for tensor in tensors]]
    for key in ("input_layers", "output_layers"):
        if key in config:
            config[key] = [config[key]]
    for key in ("optional", "quantization_config"):
        config.pop(key, None)
    return config


with h5py.File(here / "functional.h5") as new, h5py.File(here / "functional-keras2.h5", "w") as old:
    old.attrs["keras_version"] = "2.15.0"
    old.attrs["backend"] = "tensorflow"
    old.attrs["model_config"] = json.dumps(keras2(json.loads(new.attrs["model_config"])))
    weights = old.create_group("model_weights")
    weights.attrs["layer_names"] = numpy.asarray([layer.name.encode() for layer in functional.layers])
    for layer in functional.layers:
        group = weights.create_group(layer.name)
        names = [f"{layer.name}/{variable.name}:0" for variable in layer.variables]
        group.attrs["weight_names"] = numpy.asarray([name.encode() for name in names])
        for name, variable in zip(names, layer.variables):
            group[name] = variable.numpy()

(here / "keras_goldens.txt").write_text("\n".join(lines) + "\n")
