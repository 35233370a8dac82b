// Our quantizer against TensorFlow's converter on the same weights and samples (fixtures/compress/converter.py made the
// figures).
import { describe, expect, test } from 'vitest';
import fixture from '../../fixtures/compress/converter.json' with { type: 'json' };
import { must } from '../../src/base/problem.ts';
import { sizeOf } from '../../src/base/shape.ts';
import { type Activations, calibrate } from '../../src/compress/calibrate.ts';
import { fold } from '../../src/compress/fold.ts';
import { lower } from '../../src/compress/lower.ts';
import { quantize } from '../../src/compress/quantize.ts';
import type { Network } from '../../src/nn/network/network.ts';
import type { Tensor } from '../../src/tflite/model.ts';
import { buildFixture, draw, forward, type NodeSpec } from './networks.ts';

const activationsOf =
  (network: Network): Activations =>
  (x, count, observe) => {
    const inputSize = sizeOf(network.inputShape);
    for (let n = 0; n < count; n++)
      forward(network, x.subarray(n * inputSize, (n + 1) * inputSize)).forEach((values, i) => {
        observe(i, values);
      });
  };

interface ExpectedTensor {
  shape: number[];
  scales?: number[];
  zeroPoints?: number[];
  values?: string | number[];
}

// The converter calibrates with float32 kernels of its own; ranges differ in the last bits.
const TOLERANCE = 2e-6;

describe.each(fixture.cases)(
  'as TensorFlow converts it: $name',
  ({ inputShape, samples, nodes, expected, overwritten, dense, precision }) => {
    const network = buildFixture(inputShape, nodes as NodeSpec[]);
    const calibration = { x: draw(7, samples * sizeOf(inputShape), 2), count: samples, shape: inputShape };
    const ranges = must(calibrate(network, calibration, activationsOf(network)));
    const model = lower(
      quantize(fold(network), ranges, {
        mode: precision === 'int16x8' ? precision : 'int8',
        dense: dense === 'per-tensor' ? dense : 'per-channel',
      }),
    );
    const [graph] = model.subgraphs;

    const expectSame = (tensor: Tensor, theirs: ExpectedTensor) => {
      expect(tensor.shape).toEqual(theirs.shape);
      if (!theirs.scales) return;
      const scales = tensor.quantization?.scales ?? [];
      expect(scales.length).toBe(theirs.scales.length);
      scales.forEach((scale, i) => {
        expect(Math.abs(scale / (theirs.scales?.[i] ?? 0) - 1)).toBeLessThan(TOLERANCE);
      });
      expect([...new Set(tensor.quantization?.zeroPoints)]).toEqual(theirs.zeroPoints);
    };

    test('operators, versions and options', () => {
      expect(graph.operators.map((o) => [o.code, o.version])).toEqual(
        expected.operators.map((o) => [o.code, o.version]),
      );
      for (const [i, operator] of graph.operators.entries()) {
        if (operator.code !== 'RESHAPE') expect(operator.options).toEqual(expected.operators[i].options);
      }
    });

    test('activation scales and zero points', () => {
      expectSame(graph.tensors[graph.inputs[0]], expected.input);
      for (const [i, operator] of graph.operators.entries()) {
        if (i === overwritten) continue; // Calibrated with foreign values by the converter: see converter.py.
        expectSame(graph.tensors[operator.outputs[0]], expected.operators[i].output);
      }
    });

    test('weights and biases', () => {
      for (const [i, operator] of graph.operators.entries()) {
        const ours = operator.inputs.map((t) => graph.tensors[t]).filter((t) => t.buffer > 0);
        const theirs: ExpectedTensor[] = expected.operators[i].constants;
        expect(ours.length).toBe(theirs.length);
        for (const [k, tensor] of ours.entries()) {
          expectSame(tensor, theirs[k]);
          const bytes = model.buffers[tensor.buffer];
          if (tensor.type === 'INT8') {
            expect(Buffer.from(bytes).toString('hex')).toBe(theirs[k].values);
          } else {
            const { buffer } = bytes.slice();
            const values =
              tensor.type === 'INT64' ? Array.from(new BigInt64Array(buffer), Number) : new Int32Array(buffer);
            values.forEach((value, c) => {
              const their = Number(theirs[k].values?.[c]);
              // A bias in units of in * weight scale moves with the range of the input.
              expect(Math.abs(value - their)).toBeLessThanOrEqual(1 + Math.abs(their) * TOLERANCE);
            });
          }
        }
      }
    });
  },
);
