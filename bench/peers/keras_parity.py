# The trainings of bench/parity.ts in Keras on TensorFlow; see parity_job.py.
import math
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import tensorflow as tf
from keras import layers as L

from parity_job import padding, serve

WINDOWS = {"conv2d", "depthwiseConv2d", "maxPool"}


def layer_of(node, dtype):
    kind = node["kind"]
    bias = {"use_bias": node.get("trainBias", True), "dtype": dtype}
    if kind == "dense":
        return L.Dense(node["units"], **bias)
    if kind in WINDOWS:
        window = {"strides": node["stride"], "padding": "valid"}
        if kind == "maxPool":
            return L.MaxPooling2D(node["kernel"], **window, dtype=dtype)
        window["dilation_rate"] = node["dilation"]
        if kind == "conv2d":
            return L.Conv2D(node["filters"], node["kernel"], **window, **bias)
        return L.DepthwiseConv2D(node["kernel"], depth_multiplier=node["multiplier"], **window, **bias)
    if kind == "batchNorm":
        return L.BatchNormalization(momentum=node["momentum"], epsilon=node["epsilon"], dtype=dtype)
    simple = {
        "relu": L.ReLU,
        "relu6": lambda dtype: L.ReLU(6, dtype=dtype),
        "add": L.Add,
        "flatten": L.Flatten,
        "globalAveragePool": L.GlobalAveragePooling2D,
    }
    return simple[kind](dtype=dtype)


def student_of(job):
    given = keras.Input(job.inputShape, dtype=job.type)
    outputs, made = [], []
    for node in job.nodes:
        inputs = [given if i < 0 else outputs[i] for i in node["inputs"]]
        x = inputs[0]
        if node["kind"] in WINDOWS:
            pads = padding(node)
            if node["kind"] == "maxPool" and any(map(any, pads)):
                raise ValueError("padded pooling isn't part of the comparison")
            if any(map(any, pads)):
                x = L.ZeroPadding2D(pads, dtype=job.type)(x)
        elif node["kind"] == "dense" and len(x.shape) > 2:
            x = L.Flatten(dtype=job.type)(x)
        layer = layer_of(node, job.type)
        outputs.append(layer(inputs if node["kind"] == "add" else x))
        made.append(layer)
    if job.ownStart is None:
        for node, layer in zip(job.nodes, made):
            values = list(node["parameters"].values())
            layer.set_weights([v.reshape(w.shape) for v, w in zip(values, layer.weights)])
    return keras.Model(given, outputs[-1])


def optimizer_of(job, epsilon):
    if "adam" in job.optimizer:
        s = job.optimizer["adam"]
        optimizer = keras.optimizers.Adam(s["learningRate"], s["beta1"], s["beta2"])
        optimizer.epsilon = epsilon
        return optimizer
    s = job.optimizer["sgd"]
    return keras.optimizers.SGD(s["learningRate"], s["momentum"], s["nesterov"])


def epsilons(job):
    """Keras adds its epsilon to sqrt(v), kd-gate and PyTorch to sqrt(v / (1 - beta2^t)), as Kingma and Ba's algorithm 1
    has it: the same step comes of epsilon * sqrt(1 - beta2^t) (their section 2, end: epsilon-hat)."""
    s = job.optimizer.get("adam")
    for t in range(1, len(job.steps) + 1):
        yield 0.0 if s is None else s["epsilon"] * (1 if job.ownEpsilon else math.sqrt(1 - s["beta2"] ** t))


def train(job):
    keras.utils.set_random_seed(job.ownStart or 0)
    student = student_of(job)
    epsilon = tf.Variable(1e-7, dtype=job.type, trainable=False)
    optimizer = optimizer_of(job, epsilon)
    optimizer.build(student.trainable_variables)
    x, labels, teacher = job.train

    @tf.function(reduce_retracing=True)
    def step(x, labels, teacher):
        with tf.GradientTape() as tape:
            z = student(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, z))
            if teacher is not None:
                t = job.temperature
                wanted = tf.nn.log_softmax(teacher / t)
                pull = tf.reduce_sum(tf.exp(wanted) * (wanted - tf.nn.log_softmax(z / t)), 1)
                loss = job.alpha * loss + (1 - job.alpha) * t * t * tf.reduce_mean(pull)
        variables = student.trainable_variables
        optimizer.apply(tape.gradient(loss, variables), variables)
        return loss

    losses = []
    for chosen, rate, e in zip(job.steps, job.rates, epsilons(job)):
        optimizer.learning_rate.assign(rate)
        epsilon.assign(e)
        losses.append(step(x[chosen], labels[chosen], None if teacher is None else teacher[chosen]))
    losses = [float(loss) for loss in losses]
    return losses, student.predict(job.test[0], batch_size=100, verbose=0), job.test[1]


tf.config.threading.set_intra_op_parallelism_threads(1)
tf.config.threading.set_inter_op_parallelism_threads(1)
serve(f"Keras {keras.__version__} (TensorFlow {tf.__version__})", train)
