"""What `kd-gate convert` makes of fixtures/keras, run by TensorFlow's interpreter (BUILTIN_REF), beside Keras' own answers:
  python bench/peers/converted_keras.py
Needs tensorflow and numpy. The answers were recorded by fixtures/keras/make.py."""
import os
import subprocess
import tempfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import numpy as np
import tensorflow as tf

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "keras"
ANSWERS = np.load(FOLDER / "answers.npz")


def recorded(stem):
    """The same network in several forms has one record."""
    name = stem.split("-")[0]
    return ANSWERS[f"{name}.x"].astype("float32"), ANSWERS[f"{name}.y"]


def answers(path, x):
    resolver = tf.lite.experimental.OpResolverType.BUILTIN_REF
    interpreter = tf.lite.Interpreter(str(path), experimental_op_resolver_type=resolver)
    interpreter.allocate_tensors()
    [into], [out] = interpreter.get_input_details(), interpreter.get_output_details()
    for sample in x:
        value = sample.reshape(into["shape"])
        if into["dtype"] == np.int8:
            scale, zero_point = into["quantization"]
            value = np.clip(np.round(value / scale) + zero_point, -128, 127)
        interpreter.set_tensor(into["index"], value.astype(into["dtype"]))
        interpreter.invoke()
        answer = interpreter.get_tensor(out["index"]).astype("float64").ravel()
        if out["dtype"] == np.int8:
            scale, zero_point = out["quantization"]
            answer = (answer - zero_point) * scale
        yield answer


with tempfile.TemporaryDirectory() as folder:
    samples, model = Path(folder) / "x.npy", Path(folder) / "model.tflite"
    for file in sorted(FOLDER.iterdir()):
        if file.suffix not in (".h5", ".keras") or file.name in ("only.weights.h5", "refused.keras"):
            continue
        x, y = recorded(file.stem)
        np.save(samples, x)
        row = [file.name]
        for mode in (["--float32"], ["--calibrate", str(samples)]):
            command = ["node", str(ROOT / "dist" / "cli.cjs"), "convert", str(file), *mode, "--out", str(model), "--json"]
            subprocess.run(command, check=True, capture_output=True)
            worst = max(np.abs(answer - wanted.ravel()).max() for answer, wanted in zip(answers(model, x), y))
            row.append(f"{'float32' if mode[0] == '--float32' else 'int8'} {worst:.1e}")
        print("  ".join(row), flush=True)
