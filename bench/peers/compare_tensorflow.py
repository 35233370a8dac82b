"""Does TensorFlow's own interpreter give the same output bytes as kd-gate?

  python bench/peers/compare_tensorflow.py MODEL.tflite INPUTS OUTPUTS

INPUTS and OUTPUTS are raw records as `kd-gate measure MODEL --inputs INPUTS --dump OUTPUTS` takes and writes them. The interpreter runs
TensorFlow's reference kernels (BUILTIN_REF). With a fourth argument, a number, INPUTS is made first: that many records of uniformly random bytes
(xorshift32, for int8 inputs).
"""

import sys

import numpy as np
import tensorflow as tf


def main():
    model, inputs_file, outputs_file = sys.argv[1:4]
    interpreter = tf.lite.Interpreter(
        model_path=model,
        experimental_op_resolver_type=tf.lite.experimental.OpResolverType.BUILTIN_REF,
    )
    interpreter.allocate_tensors()
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    sizes = [int(np.prod(d["shape"])) * np.dtype(d["dtype"]).itemsize for d in inputs]
    if len(sys.argv) > 4:
        make_records(inputs_file, int(sys.argv[4]) * sum(sizes))
        return
    records = np.fromfile(inputs_file, np.uint8).reshape(-1, sum(sizes))
    expected = np.fromfile(outputs_file, np.uint8).reshape(len(records), -1)
    differing = 0
    for record, ours in zip(records, expected):
        at = 0
        for details, size in zip(inputs, sizes):
            values = record[at : at + size].view(details["dtype"]).reshape(details["shape"])
            interpreter.set_tensor(details["index"], values)
            at += size
        interpreter.invoke()
        theirs = b"".join(interpreter.get_tensor(d["index"]).tobytes() for d in outputs)
        differing += int((np.frombuffer(theirs, np.uint8) != ours).sum())
    total = expected.size
    print(f"{len(records)} records, {total} output bytes, {differing} differ (TensorFlow {tf.__version__}, BUILTIN_REF)")
    sys.exit(1 if differing else 0)


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
