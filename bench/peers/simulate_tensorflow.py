"""How many samples a second do TensorFlow's own kernels run on one thread? The peer of bench/simulate.ts, which starts it.

Reads lines `KERNELS MODEL SECONDS`, KERNELS being xnnpack or reference, and answers each with samples per second of invoke() alone, or nan.
"""

import sys
import time

import tensorflow as tf

RESOLVERS = {
    "xnnpack": tf.lite.experimental.OpResolverType.AUTO,
    "reference": tf.lite.experimental.OpResolverType.BUILTIN_REF,
}


def main():
    interpreters = {}
    print(tf.__version__, flush=True)
    for line in sys.stdin:
        kernels, model, seconds = line.split("\t")
        if (kernels, model) not in interpreters:
            try:
                interpreter = tf.lite.Interpreter(
                    model_path=model, num_threads=1, experimental_op_resolver_type=RESOLVERS[kernels]
                )
                interpreter.allocate_tensors()
            except (ValueError, RuntimeError):
                # Models that newer TensorFlow refuses; kd-gate's table leaves the cell empty.
                print("nan", flush=True)
                continue
            interpreters[kernels, model] = interpreter
        invoke = interpreters[kernels, model].invoke
        invoke()
        count, begin = 0, time.perf_counter()
        while time.perf_counter() - begin < float(seconds):
            for _ in range(4):
                invoke()
            count += 4
        print(count / (time.perf_counter() - begin), flush=True)


main()
