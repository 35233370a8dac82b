# The trainings of bench/parity.ts in PyTorch; see parity_job.py.
import torch
from torch import nn
from torch.nn import functional as F

from parity_job import padding, serve

WEIGHT_AXES = {"conv2d": (3, 2, 0, 1), "dense": (1, 0)}


class KerasBatchNorm(nn.BatchNorm2d):
    """The moving variance takes the batch's biased variance, as kd-gate's and Keras' do; PyTorch's the unbiased one."""

    def forward(self, x):
        if not self.training:
            return super().forward(x)
        with torch.no_grad():
            axes = [axis for axis in range(x.dim()) if axis != 1]
            self.running_mean.lerp_(x.mean(axes), self.momentum)
            self.running_var.lerp_(x.var(axes, unbiased=False), self.momentum)
        return F.batch_norm(x, None, None, self.weight, self.bias, True, 0.0, self.eps)

    def _check_input_dim(self, x):
        pass


class Student(nn.Module):
    def __init__(self, job):
        super().__init__()
        self.nodes = job.nodes
        self.modules_ = nn.ModuleList(self.module(node, job.ownStart is not None) for node in job.nodes)

    def module(self, node, own):
        kind, bias = node["kind"], node.get("trainBias", True)
        if kind == "dense":
            return nn.Linear(node["sizes"]["weight"] // node["units"], node["units"], bias=bias)
        if kind == "batchNorm":
            channels = node["sizes"]["gamma"]
            # PyTorch's own: epsilon 1e-5, momentum 0.1.
            return nn.BatchNorm2d(channels) if own else KerasBatchNorm(channels, node["epsilon"], 1 - node["momentum"])
        if kind in ("conv2d", "depthwiseConv2d"):
            channels, filters = node["input"][2], node["outputShape"][2]
            groups = channels if kind == "depthwiseConv2d" else 1
            sizes = node["kernel"], node["stride"]
            return nn.Conv2d(channels, filters, *sizes, 0, node["dilation"], groups=groups, bias=bias)
        return nn.Identity()

    def load(self):
        with torch.no_grad():
            for node, module in zip(self.nodes, self.modules_):
                values = {name: torch.from_numpy(v) for name, v in node["parameters"].items()}
                if node["kind"] == "batchNorm":
                    module.weight.copy_(values["gamma"])
                    module.bias.copy_(values["beta"])
                    module.running_mean.copy_(values["mean"])
                    module.running_var.copy_(values["variance"])
                elif "weight" in values:
                    module.weight.copy_(self.weight(node, values["weight"], module.weight.shape))
                    if module.bias is not None:
                        module.bias.copy_(values["bias"])

    @staticmethod
    def weight(node, values, shape):
        if node["kind"] == "depthwiseConv2d":
            # [kh, kw, outputs] to [outputs, 1, kh, kw].
            return values.reshape(*node["kernel"], -1).permute(2, 0, 1).reshape(shape)
        axes = WEIGHT_AXES[node["kind"]]
        ours = [shape[axes.index(axis)] for axis in range(len(axes))]
        return values.reshape(ours).permute(axes)

    def forward(self, x):
        outputs = []
        for node, module in zip(self.nodes, self.modules_):
            inputs = [x if i < 0 else outputs[i] for i in node["inputs"]]
            outputs.append(self.compute(node, module, *inputs))
        return outputs[-1]

    @staticmethod
    def compute(node, module, x, other=None):
        kind = node["kind"]
        if kind == "dense":
            return module(rows(x))
        if kind in ("conv2d", "depthwiseConv2d"):
            (top, bottom), (left, right) = padding(node)
            return module(F.pad(x, (left, right, top, bottom)))
        if kind == "maxPool":
            (top, bottom), (left, right) = padding(node)
            padded = F.pad(x, (left, right, top, bottom), value=-torch.inf)
            return F.max_pool2d(padded, node["kernel"], node["stride"])
        simple = {
            "batchNorm": lambda: module(x),
            "relu": lambda: F.relu(x),
            "relu6": lambda: F.relu6(x),
            "add": lambda: x + other,
            "flatten": lambda: rows(x),
            "globalAveragePool": lambda: x.mean((2, 3)),
        }
        return simple[kind]()


def rows(x):
    """Flattened as NHWC images are."""
    return x.permute(0, 2, 3, 1).flatten(1) if x.dim() == 4 else x


def channels_first(x):
    x = torch.from_numpy(x)
    return x.permute(0, 3, 1, 2).contiguous() if x.dim() == 4 else x


def optimizer_of(job, parameters):
    if "adam" in job.optimizer:
        s = job.optimizer["adam"]
        return torch.optim.Adam(parameters, s["learningRate"], (s["beta1"], s["beta2"]), s["epsilon"])
    s = job.optimizer["sgd"]
    return torch.optim.SGD(
        parameters, s["learningRate"], s["momentum"], weight_decay=s["weightDecay"], nesterov=s["nesterov"]
    )


def order_of(job):
    """The samples of each step: the job's, or PyTorch's own order of each epoch."""
    if job.ownStart is None:
        return [torch.from_numpy(step) for step in job.steps]
    steps, left = [], torch.empty(0, dtype=torch.long)
    for count in job.batches:
        if len(left) < count:
            left = torch.randperm(job.samples)
        steps.append(left[:count])
        left = left[count:]
    return steps


def train(job):
    torch.manual_seed(job.ownStart or 0)
    student = Student(job).to(getattr(torch, job.type)).train()
    if job.ownStart is None:
        student.load()
    x, labels, teacher = channels_first(job.train[0]), *map(torch.from_numpy, job.train[1:2]), job.train[2]
    teacher = None if teacher is None else torch.from_numpy(teacher)
    optimizer = optimizer_of(job, student.parameters())
    losses = []
    for step, rate in zip(order_of(job), job.rates):
        for group in optimizer.param_groups:
            group["lr"] = rate
        z = student(x[step])
        loss = F.cross_entropy(z, labels[step])
        if teacher is not None:
            t = job.temperature
            wanted = F.log_softmax(teacher[step] / t, 1)
            pull = F.kl_div(F.log_softmax(z / t, 1), wanted, reduction="batchmean", log_target=True)
            loss = job.alpha * loss + (1 - job.alpha) * t * t * pull
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    student.eval()
    with torch.no_grad():
        tests = channels_first(job.test[0])
        logits = torch.cat([student(tests[i : i + 100]) for i in range(0, len(tests), 100)])
    return losses, logits.numpy(), job.test[1]


torch.set_num_threads(1)
serve(f"PyTorch {torch.__version__.split('+')[0]}", train)
