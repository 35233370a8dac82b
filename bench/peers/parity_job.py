# What bench/parity.ts asks a framework for: a line of JSON with the network and the settings, arrays in raw files
# beside it.
import json
import sys
from pathlib import Path

import numpy as np


class Job:
    def __init__(self, line):
        self.__dict__.update(json.loads(line))
        self.dtype = np.dtype(self.type)
        self.train = self.read_set("train", self.samples)
        self.test = self.read_set("test", self.testSamples)
        order = self.read("order", np.int32)
        self.steps = np.split(order, np.cumsum(self.batches)[:-1])
        values = self.read("parameters", np.float32)
        at = 0
        for node in self.nodes:
            node["parameters"] = {}
            for name, size in node["sizes"].items():
                node["parameters"][name] = values[at : at + size].astype(self.dtype)
                at += size

    def read(self, name, dtype):
        return np.fromfile(Path(self.folder) / name, dtype)

    def read_set(self, name, count):
        """Samples, labels, and the teacher's logits or None."""
        x = self.read(f"{name}-x", np.float32).reshape(count, *self.inputShape).astype(self.dtype)
        labels = self.read(f"{name}-labels", np.int32).astype(np.int64)
        if not (self.teacher and name == "train"):
            return x, labels, None
        return x, labels, self.read(f"{name}-teacher", np.float32).reshape(count, self.classes).astype(self.dtype)


def padding(node):
    """Zeros on each side of an image: (top, bottom), (left, right), as tensorflow/lite/kernels/padding.h has them."""
    return tuple(along(node, axis) for axis in (0, 1))


def along(node, axis):
    if node["padding"] == "valid":
        return 0, 0
    reach = (node["kernel"][axis] - 1) * node.get("dilation", (1, 1))[axis] + 1
    total = max((node["outputShape"][axis] - 1) * node["stride"][axis] + reach - node["input"][axis], 0)
    return total // 2, total - total // 2


def serve(name, train):
    print(name, flush=True)
    for line in sys.stdin:
        losses, logits, labels = train(Job(line))
        correct = int((logits.argmax(1) == labels).sum())
        answer = {"losses": losses, "correct": correct, "logits": logits.ravel().tolist()}
        print(json.dumps(answer), flush=True)
