"""Does TensorFlow's own interpreter give the same output bytes as kd-gate?

  python bench/peers/compare_tensorflow.py MODEL.tflite INPUTS OUTPUTS

INPUTS and OUTPUTS are raw records as `kd-gate measure MODEL --inputs INPUTS --dump OUTPUTS` takes and writes them. The interpreter runs
TensorFlow's reference kernels (BUILTIN_REF). With a fourth argument, a number, INPUTS is made first: that many records of uniformly random bytes
(xorshift32, for int8 inputs).

Where the last operator is an int8 FULLY_CONNECTED, its output is also computed from TensorFlow's own input of it with the rounding of TFLM:
TensorFlow's reference kernel rescales in floating point, TFLM's in fixed point (docs/tensorflow.md).
The last line is about TensorFlow's default kernels (XNNPACK and others), which give other bytes by design: that the model loads and runs.
"""

import math
import sys

import numpy as np
import tensorflow as tf


def main():
    model, inputs_file, outputs_file = sys.argv[1:4]
    interpreter = tf.lite.Interpreter(
        model_path=model,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
        experimental_preserve_all_tensors=True,
    )
    interpreter.allocate_tensors()
    sizes = [int(np.prod(d["shape"])) * np.dtype(d["dtype"]).itemsize for d in interpreter.get_input_details()]
    if len(sys.argv) > 4:
        make_records(inputs_file, int(sys.argv[4]) * sum(sizes))
        return
    records = np.fromfile(inputs_file, np.uint8).reshape(-1, sum(sizes))
    expected = np.fromfile(outputs_file, np.uint8).reshape(len(records), -1)
    dense = last_dense_layer(interpreter)
    after_rounding = 0
    apart = np.zeros(expected.shape, int)
    apart_by_default = np.zeros(expected.shape, int)
    default = tf.lite.Interpreter(model_path=model)
    default.allocate_tensors()
    for i, (record, ours) in enumerate(zip(records, expected)):
        apart[i] = distance(invoke(interpreter, record), ours)
        apart_by_default[i] = distance(invoke(default, record), ours)
        if dense:
            after_rounding += int((dense() != ours.view(np.int8)).sum())
    differing = np.count_nonzero(apart)
    print(f"TensorFlow {tf.__version__}, {len(records)} records, {expected.size} output bytes")
    print(f"  reference kernels (BUILTIN_REF): {describe(apart)}")
    if dense:
        print(f"  with TFLM's rounding in the last FULLY_CONNECTED: {after_rounding} differ")
    print(f"  default kernels: {describe(apart_by_default)}")
    sys.exit(1 if (after_rounding if dense else differing) else 0)


def invoke(interpreter, record):
    at = 0
    for details in interpreter.get_input_details():
        size = int(np.prod(details["shape"])) * np.dtype(details["dtype"]).itemsize
        values = record[at : at + size].view(details["dtype"]).reshape(details["shape"])
        interpreter.set_tensor(details["index"], values)
        at += size
    interpreter.invoke()
    outputs = interpreter.get_output_details()
    return np.frombuffer(b"".join(interpreter.get_tensor(d["index"]).tobytes() for d in outputs), np.uint8)


def distance(theirs, ours):
    return np.abs(theirs.view(np.int8).astype(int) - ours.view(np.int8).astype(int))


def describe(apart):
    differing = np.count_nonzero(apart)
    return f"{differing} differ by at most {apart.max()}" if differing else "0 differ"


def last_dense_layer(interpreter):
    """A function that computes the last operator as TFLM does from the input that TensorFlow computed for it, if it is an int8
    FULLY_CONNECTED (without a fused activation)."""
    # Names and places of operators have no public function.
    operator = interpreter._get_ops_details()[-1]
    tensors = {d["index"]: d for d in interpreter.get_tensor_details()}
    if operator["op_name"] != "FULLY_CONNECTED" or tensors[operator["inputs"][0]]["dtype"] != np.int8:
        return None
    x, w, b = (list(operator["inputs"]) + [-1])[:3]
    scales = lambda i: [float(s) for s in tensors[i]["quantization_parameters"]["scales"]]
    zero_point = lambda i: int(tensors[i]["quantization_parameters"]["zero_points"][0])
    y = operator["outputs"][0]
    weights = interpreter.get_tensor(w).astype(np.int64)
    bias = interpreter.get_tensor(b).astype(np.int64) if b >= 0 else np.zeros(len(weights), np.int64)
    # One scale: the product is a float32 (GetQuantizedConvolutionMultipler); one for each unit: a float64 (PopulateConvolutionQuantizationParams).
    product = lambda s: scales(x)[0] * s if len(scales(w)) > 1 else float(np.float32(scales(x)[0] * s))
    multipliers = [fixed_point(product(s) / scales(y)[0]) for s in scales(w)]
    multipliers *= len(weights) // len(multipliers)

    def compute():
        sums = weights @ (interpreter.get_tensor(x).reshape(-1).astype(np.int64) - zero_point(x)) + bias
        scaled = [rescale(int(s), *m) + zero_point(y) for s, m in zip(sums, multipliers)]
        return np.clip(scaled, -128, 127).astype(np.int8)

    return compute


def fixed_point(real):
    """QuantizeMultiplier, tensorflow/lite/kernels/internal/quantization_util.cc."""
    fraction, exponent = math.frexp(real)
    multiplier = math.floor(fraction * 2**31 + 0.5)
    return (multiplier // 2, exponent + 1) if multiplier == 2**31 else (multiplier, exponent)


def rescale(x, multiplier, exponent):
    """MultiplyByQuantizedMultiplier with double rounding, tensorflow/lite/kernels/internal/common.cc."""
    left, right = max(exponent, 0), max(-exponent, 0)
    high = ((x << left) * multiplier + (1 << 30)) >> 31
    rest = high & ((1 << right) - 1)
    return (high >> right) + (rest > (((1 << right) - 1) >> 1) + (high < 0))


def make_records(path, count):
    state, values = 2463534242, bytearray(count)
    for i in range(count):
        state ^= (state << 13) & 0xFFFFFFFF
        state ^= state >> 17
        state ^= (state << 5) & 0xFFFFFFFF
        values[i] = state >> 24
    with open(path, "wb") as file:
        file.write(values)


main()
