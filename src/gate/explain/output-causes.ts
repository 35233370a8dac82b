// What firmware does wrong with a model's answers, each as a change of the right ones.
import type { OpTensor } from '../../micro/op.ts';
import { bytesOfNumbers, storedNumbers } from '../../micro/tensors/samples.ts';
import type { Cause } from './cause.ts';
import { swapped } from './input-causes.ts';

/** Of one record: the outputs of the graph in order, each with its bytes. */
export type AnswerParts = readonly { readonly tensor: OpTensor; readonly bytes: Uint8Array }[];

export interface OutputCause extends Cause {
  /** What would be read of these records; undefined where this can't be. */
  change(records: readonly AnswerParts[]): readonly AnswerParts[] | undefined;
}

export const OUTPUT_CAUSES: readonly OutputCause[] = [
  {
    id: 'output-offset',
    says: 'the answers were read as uint8 with another zero point: every value is 128 off',
    remedy: 'read output(0)->data.int8, or add 128 on both sides',
    change: (records) =>
      eachPart(records, ({ tensor, bytes }) =>
        tensor.type === 'INT8' || tensor.type === 'UINT8' ? bytes.map((byte) => byte ^ 0x80) : undefined,
      ),
  },
  {
    id: 'output-endian',
    says: 'the bytes of each answer were read in the opposite order (big-endian)',
    remedy: 'swap the bytes of each value',
    change: (records) =>
      eachPart(records, ({ tensor, bytes }) => swapped(bytes, bytes.length / Math.max(1, tensor.elements))),
  },
  {
    id: 'output-late',
    says: 'the answers were read one record late: before Invoke(), or from a buffer that was not copied yet',
    remedy: 'read the output after Invoke() has returned kTfLiteOk',
    // The first record's is what lay there before: any answer of another record would do.
    change: (records) => (records.length < 2 ? undefined : [records[records.length - 1], ...records.slice(0, -1)]),
  },
  {
    id: 'output-nchw',
    says: 'the answers were read as planes (NCHW)',
    remedy: 'read rows, columns, channels in this order (NHWC)',
    change: (records) => eachPart(records, ({ tensor, bytes }) => asPlanes(tensor, bytes)),
  },
  {
    id: 'outputs-swapped',
    says: 'the outputs were read in another order than the model has them',
    remedy: 'look at their names: `kd-gate measure` lists them in the order of output(i)',
    change: (records) => (records[0].length < 2 ? undefined : records.map((parts) => [...parts].reverse())),
  },
];

/** Undefined where no part changes. */
function eachPart(
  records: readonly AnswerParts[],
  change: (part: AnswerParts[number]) => Uint8Array | undefined,
): readonly AnswerParts[] | undefined {
  let isChanged = false;
  const changed = records.map((parts) =>
    parts.map((part) => {
      const bytes = change(part);
      isChanged ||= bytes !== undefined;
      return bytes ? { ...part, bytes } : part;
    }),
  );
  return isChanged ? changed : undefined;
}

function asPlanes(tensor: OpTensor, bytes: Uint8Array): Uint8Array | undefined {
  const channels = tensor.shape.at(-1) ?? 1;
  const stored = storedNumbers(tensor, bytes);
  const pixels = tensor.elements / channels;
  if (tensor.shape.length < 3 || channels < 2 || pixels < 2 || !stored) return undefined;
  return bytesOfNumbers(
    tensor,
    stored.map((_, i) => stored[(i % pixels) * channels + Math.floor(i / pixels)]),
  );
}
