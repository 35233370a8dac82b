// A result as the gate makes one, and the model that it is asked for.
import { sha256Hex } from '../../src/base/digest.ts';
import type { AskedModel } from '../../src/store/consistency.ts';
import type { ModelResult } from '../../src/store/entries.ts';
import { keyOf } from '../../src/store/keys.ts';
import { figures, type Made } from '../report/cases.ts';
import { filesOf } from './memory-folder.ts';

export const KEY = keyOf({ model: 'digits' });
export const FILES = filesOf({ 'data/train.npz': 'aa'.repeat(32), 'data/test.npz': 'bb'.repeat(32) });

/** The figures of a model of these bytes. */
export function resultOf(made: Made = {}, bytes = Uint8Array.from([1, 2, 3])): ModelResult {
  const { model, ...others } = figures({ wrong: [3, 14], ...made, sizeBytes: bytes.length });
  return {
    figures: { ...others, model: { ...model, sha256: sha256Hex(bytes), gzipBytes: 23 } },
    artifacts: [
      { name: 'model.tflite', content: bytes },
      { name: 'model_settings.h', content: '#define ARENA 1\n' },
    ],
  };
}

export function askedOf({ figures: { name, boards } }: ModelResult): AskedModel {
  return { name, boards };
}
