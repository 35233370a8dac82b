"""TensorFlow's converter beside `kd-gate convert`: the same model, the same samples, int8 in and out.

  python bench/peers/convert_tensorflow.py models OUT            trains small models on the digits of fixtures/digits and saves them
  python bench/peers/convert_tensorflow.py convert MODEL X.npy OUT.tflite
  python bench/peers/convert_tensorflow.py judge MODEL X.npy Y.npy|- A.tflite [B.tflite ...]

`judge` prints a line of JSON: of Keras and of each file the share of right answers (null without labels) and the greatest and mean distance
from Keras' answers, by TensorFlow's reference kernels (BUILTIN_REF).
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

keras = tf.keras
L = keras.layers


def convert(model, samples, out):
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.models.load_model(model, compile=False))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    data = np.load(samples).astype(np.float32)
    converter.representative_dataset = lambda: ([sample[None]] for sample in data)
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = tf.int8
    converter.inference_output_type = tf.int8
    with open(out, "wb") as file:
        file.write(converter.convert())


def answers_of(path, data):
    interpreter = tf.lite.Interpreter(
        model_path=path, experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF
    )
    interpreter.allocate_tensors()
    entry, end = interpreter.get_input_details()[0], interpreter.get_output_details()[0]

    def encoded(sample):
        values = sample.reshape(entry["shape"])
        if entry["dtype"] == np.float32:
            return values
        scale, zero = entry["quantization"]
        return np.clip(np.round(values / scale + zero), -128, 127).astype(np.int8)

    answers = []
    for sample in data:
        interpreter.set_tensor(entry["index"], encoded(sample))
        interpreter.invoke()
        answer = interpreter.get_tensor(end["index"]).astype(np.float32).ravel()
        scale, zero = end["quantization"]
        answers.append((answer - zero) * scale if end["dtype"] == np.int8 else answer)
    return np.array(answers)


def judge(model, samples, labels, files):
    data = np.load(samples).astype(np.float32)
    expected = keras.models.load_model(model, compile=False).predict(data, verbose=0).reshape(len(data), -1)
    wanted = None if labels == "-" else np.load(labels).ravel()

    def row(answers):
        right = answers[:, 0] > 0.5 if answers.shape[1] == 1 else answers.argmax(1)
        share = None if wanted is None else float((right == wanted).mean())
        apart = np.abs(answers - expected)
        return {"accuracy": share, "most": float(apart.max()), "mean": float(apart.mean())}

    print(json.dumps([row(expected)] + [row(answers_of(file, data)) for file in files]))


def models(out):
    keras.utils.set_random_seed(1)
    train, test = (np.load(f"fixtures/digits/data/{name}.npz") for name in ("train", "test"))
    scale = 16.0 if train["x"].max() > 1.5 else 1.0
    x, xt = ((d["x"].reshape(-1, 8, 8, 1) / scale).astype(np.float32) for d in (train, test))
    y, yt = train["y"], test["y"]
    start = keras.Input((8, 8, 1))
    h = L.ReLU(6.0)(L.BatchNormalization()(L.Conv2D(16, 3, padding="same", use_bias=False)(start)))
    for filters, stride in ((24, 2), (32, 1)):
        h = L.ReLU(6.0)(L.BatchNormalization()(L.DepthwiseConv2D(3, strides=stride, padding="same", use_bias=False)(h)))
        h = L.ReLU(6.0)(L.BatchNormalization()(L.Conv2D(filters, 1, use_bias=False)(h)))
    separable = keras.Model(start, L.Dense(10, activation="softmax")(L.GlobalAveragePooling2D()(h)))
    start = keras.Input((8, 8, 1))
    h = L.Conv2D(12, 3, padding="same", activation="relu")(L.Rescaling(2.0, offset=-1)(start))
    g = L.BatchNormalization()(L.Conv2D(12, 3, padding="same")(h))
    h = L.MaxPooling2D(2)(L.ReLU()(L.Add()([h, g])))
    residual = keras.Model(start, L.Dense(10, activation="softmax")(L.Dense(24, activation="relu")(L.Flatten()(h))))
    dense = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            L.Flatten(),
            L.Dense(48, activation="relu"),
            L.BatchNormalization(),
            L.Dropout(0.2),
            L.Dense(32, activation="relu"),
            L.Dense(10),
        ]
    )
    steps = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            L.Reshape((8, 8)),
            L.Conv1D(24, 3, padding="same", activation="relu"),
            L.MaxPooling1D(2),
            L.Conv1D(32, 3, padding="same", use_bias=False),
            L.BatchNormalization(),
            L.ReLU(),
            L.GlobalAveragePooling1D(),
            L.Dense(10, activation="softmax"),
        ]
    )
    os.makedirs(out, exist_ok=True)
    for name, model in (("separable", separable), ("residual", residual), ("dense", dense), ("steps", steps)):
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=name == "dense")
        model.compile(keras.optimizers.Adam(3e-3), loss)
        model.fit(x, y, batch_size=32, epochs=25, verbose=0)
        model.save(f"{out}/{name}.keras")
        np.save(f"{out}/{name}.cal.npy", x[:256])
        np.save(f"{out}/{name}.x.npy", xt)
        np.save(f"{out}/{name}.y.npy", yt)


command, *rest = sys.argv[1:]
if command == "models":
    models(*rest)
elif command == "convert":
    convert(*rest)
else:
    judge(rest[0], rest[1], rest[2], rest[3:])
