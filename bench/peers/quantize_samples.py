"""Test samples as raw records of a model's int8 input, for `kd-gate measure MODEL --inputs RECORDS`.

  python bench/peers/quantize_samples.py MODEL.tflite SAMPLES DIVIDE COUNT RECORDS

SAMPLES is an .npz file (its array x) or a gzipped IDX file. The first COUNT samples are divided by DIVIDE, as kd.yaml's `normalize` does, and
quantized with the scale and zero point of the model's input.
"""

import gzip
import sys

import numpy as np
import tensorflow as tf


def main():
    model, samples, divide, count, records = sys.argv[1:6]
    x = (read_npz(samples) if samples.endswith(".npz") else read_idx(samples))[: int(count)]
    (details,) = tf.lite.Interpreter(model_path=model).get_input_details()
    scale, zero_point = details["quantization"]
    quantized = np.round(x.astype(np.float64) / float(divide) / scale) + zero_point
    np.clip(quantized, -128, 127).astype(np.int8).tofile(records)
    print(f"{len(x)} samples of {x[0].size} values, scale {scale:.9g}, zero point {zero_point}")


def read_npz(path):
    with np.load(path) as arrays:
        return arrays["x"]


def read_idx(path):
    with gzip.open(path) as file:
        data = file.read()
    rank = data[3]
    shape = np.frombuffer(data, ">u4", rank, 4)
    return np.frombuffer(data, np.uint8, -1, 4 + 4 * rank).reshape(shape)


main()
