// A .tflite file to the smallest one that TFLM runs alike: the same outputs, in an arena that is no larger.
import { attempt, must, type Outcome } from '../base/problem.ts';
import type { Model } from '../tflite/model.ts';
import { readModel } from '../tflite/read.ts';
import { encode } from './compact/encode.ts';
import { layOut } from './compact/lay-out.ts';
import { leanModel } from './compact/lean-model.ts';
import { writesIntoFile } from './compact/unread.ts';

export interface Compaction {
  /** Of a file that is never larger than before: the same array where it stays as it was. */
  readonly bytes: Uint8Array;
  /** Why it stays as it was. */
  readonly reason?: string;
}

/**
 * What TensorFlow's own interpreter needs may be gone: that one is given the file of before. Problems: those of
 * `readModel`.
 */
export function compactFile(file: Uint8Array): Outcome<Compaction> {
  return attempt(() => {
    const model = must(readModel(file));
    const reason = reasonToKeep(model);
    if (reason !== undefined) return { bytes: file, reason };
    const bytes = layOut(encode(leanModel(model)));
    // Many tensors that share long vectors are more than the reader takes from so small a file.
    const isSmaller = bytes.length < file.length && readModel(bytes).ok;
    return isSmaller ? { bytes } : { bytes: file, reason: 'nothing in it can be left out' };
  });
}

/** What another layout of the same values could change. */
function reasonToKeep(model: Model): string | undefined {
  if (model.subgraphs.some(({ tensors }) => tensors.some(({ isSparse }) => isSparse))) {
    return 'some of its tensors are stored sparse, which TFLM does not unpack; convert the model without sparsity';
  }
  // More than a number holds exactly is more than any type's range.
  const zeroPoints = model.subgraphs.flatMap(({ tensors }) => tensors.flatMap((t) => t.quantization?.zeroPoints ?? []));
  if (!zeroPoints.every(Number.isSafeInteger)) return 'a zero point is far outside of every type';
  if (writesIntoFile(model)) {
    return 'a RESHAPE makes a scalar as old files wrote it, which TFLM changes in the file; convert the model again';
  }
  return undefined;
}
