// The kd.yaml that `kd-gate init` writes: every section once, with what one is most likely to change.
export function initSpec(): string {
  return `# yaml-language-server: $schema=./kd.schema.json
# (for completion in editors: kd-gate schema > kd.schema.json)
version: 1
seed: 1
models:
  first:                                   # one key = one model = one section of the report
    data:
      train: { npz: data/train.npz }       # arrays x [n, h, w, c] and y [n]; also npy, idx and csv
      test: { npz: data/test.npz }
      normalize: { divide: 255 }           # what the network is fed is (stored - subtract) / divide
    teacher: { tflite: models/teacher.tflite }   # or logits: teacher.npy, or layers: [...] to train one here
    student:
      layers:
        - conv2d: { filters: 8, kernel: 3, stride: 2, batchNorm: true, activation: relu6 }
        - depthwiseConv2d: { kernel: 3, batchNorm: true, activation: relu6 }
        - conv2d: { filters: 16, kernel: 1, batchNorm: true, activation: relu6 }
        - globalAveragePool: {}
        - dense: { units: 10 }             # one a class
      # or by name instead of layers: arch: { ds-cnn: { width: 0.5 } }, mobilenet-v1, resnet-8, tcn, ...
    distill: { temperature: 3, alpha: 0.1, learningRate: 2e-2 }   # or auto for each: a short search
    boards: [arduino-nano-33-ble]          # kd-gate boards lists them
    budgets:
      size: { max: 50 KiB }
      arena: { max: 32 KiB }
      accuracy: { min: 90% }
      quantDrop: { max: 1.5 pp, level: warn }
`;
}
