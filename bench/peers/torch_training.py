# The training step of bench/train.ts in PyTorch: python3 torch_training.py THREADS
# Reads lines "student layout seconds" (mlp, cnn, dscnn, mobilenet; default or channels_last), trains for that long and answers with the median
# milliseconds of a step. Two lines first: the version, and which vector instructions PyTorch uses.
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BATCH, ALPHA, TEMPERATURE = 64, 0.3, 4.0


def norm_relu(channels):
    return [nn.BatchNorm2d(channels, eps=1e-3), nn.ReLU()]


def dscnn():
    # "same" of 49 x 10 under 10 x 4, stride 2, as TensorFlow pads it.
    layers = [nn.ZeroPad2d((1, 1, 4, 5)), nn.Conv2d(1, 64, (10, 4), 2, bias=False), *norm_relu(64)]
    for _ in range(4):
        layers += [nn.Conv2d(64, 64, 3, padding=1, groups=64, bias=False), *norm_relu(64)]
        layers += [nn.Conv2d(64, 64, 1, bias=False), *norm_relu(64)]
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 12)]


class SamePad(nn.Module):
    """Of even sizes under 3 x 3, stride 2, as TensorFlow pads them: below and to the right."""

    def forward(self, x):
        return F.pad(x, (0, 1, 0, 1))


def mobilenet():
    # Howard et al. 2017, width 0.25; stride and channels of each block.
    blocks = [(1, 16), (2, 32), (1, 32), (2, 64), (1, 64), (2, 128), *[(1, 128)] * 5, (2, 256), (1, 256)]
    layers = [SamePad(), nn.Conv2d(3, 8, 3, 2, bias=False), *norm_relu(8)]
    channels = 8
    for stride, out in blocks:
        if stride == 2:
            layers.append(SamePad())
        padding = 1 if stride == 1 else 0
        layers += [nn.Conv2d(channels, channels, 3, stride, padding, groups=channels, bias=False), *norm_relu(channels)]
        layers += [nn.Conv2d(channels, out, 1, bias=False), *norm_relu(out)]
        channels = out
    return [*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(256, 2)]


STUDENTS = {
    "mlp": lambda: ([nn.Linear(784, 128), nn.ReLU(), nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10)], (784,), 10),
    "cnn": lambda: (
        [
            *[nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
            *[nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2)],
            *[nn.Flatten(), nn.Linear(1568, 10)],
        ],
        (1, 28, 28),
        10,
    ),
    "dscnn": lambda: (dscnn(), (1, 49, 10), 12),
    "mobilenet": lambda: (mobilenet(), (3, 96, 96), 2),
}


def stepper(student, layout):
    torch.manual_seed(0)
    layers, shape, classes = STUDENTS[student]()
    model = nn.Sequential(*layers).train()
    x, teacher = torch.randn(BATCH, *shape), torch.randn(BATCH, classes)
    labels = torch.randint(0, classes, (BATCH,))
    if layout == "channels_last":
        model = model.to(memory_format=torch.channels_last)
        x = x.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), 1e-3)

    def step():
        optimizer.zero_grad(set_to_none=True)
        z = model(x)
        soft = F.log_softmax(teacher / TEMPERATURE, 1)
        pull = F.kl_div(F.log_softmax(z / TEMPERATURE, 1), soft, reduction="batchmean", log_target=True)
        loss = ALPHA * F.cross_entropy(z, labels) + (1 - ALPHA) * TEMPERATURE * TEMPERATURE * pull
        loss.backward()
        optimizer.step()
        return loss.item()

    return step


def main():
    torch.set_num_threads(int(sys.argv[1]))
    print(torch.__version__, flush=True)
    print(torch.backends.cpu.get_cpu_capability(), flush=True)
    steppers = {}
    for line in sys.stdin:
        student, layout, seconds = line.split()
        if (student, layout) not in steppers:
            steppers[student, layout] = stepper(student, layout)
        step = steppers[student, layout]
        for _ in range(3):
            step()
        times = []
        end = time.perf_counter() + float(seconds)
        while time.perf_counter() < end or len(times) < 3:
            start = time.perf_counter()
            step()
            times.append(time.perf_counter() - start)
        print(f"{statistics.median(times) * 1000:.6f}", flush=True)


main()
