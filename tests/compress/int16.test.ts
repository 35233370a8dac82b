// TensorFlow's own int16x8 models on our kernels: what its reference kernels give (fixtures/compress/int16.py made
// them).
import { expect, test } from 'vitest';
import fixture from '../../fixtures/compress/int16.json' with { type: 'json' };
import { must } from '../../src/base/problem.ts';
import { readModel } from '../../src/tflite/read.ts';
import { MAKERS } from '../micro/oracle.ts';
import { interpreterFor } from '../micro/simulate.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const valuesOf = (bytes: Uint8Array) => [...new Int16Array(bytes.slice().buffer)];

test.each(fixture.cases)('int16x8 as TensorFlow answers it: $name', ({ model, inputs, outputs, dense, before }) => {
  const interpreter = must(interpreterFor(must(readModel(bytesOf(model))), MAKERS.wasm));
  const [[input], [output], [tensors]] = [interpreter.inputs, interpreter.outputs, interpreter.subgraphTensors];
  const records = bytesOf(inputs);
  const [answers, hidden]: number[][] = [[], []];
  for (let from = 0; from < records.length; from += input.bytes) {
    interpreter.write(input, records.subarray(from, from + input.bytes));
    must(interpreter.invoke());
    hidden.push(...valuesOf(interpreter.read(tensors[dense])));
    answers.push(...valuesOf(interpreter.read(output)));
  }
  expect(hidden).toEqual(valuesOf(bytesOf(before)));
  // FULLY_CONNECTED rounds in floating point there, in fixed point in TFLM.
  const apart = valuesOf(bytesOf(outputs)).map((value, i) => Math.abs(value - answers[i]));
  expect(Math.max(...apart)).toBeLessThanOrEqual(2);
});
