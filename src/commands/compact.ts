// `kd-gate compact model.tflite`: any model without what TFLM never reads, and what that saves.

import { sameBytes } from '../base/bytes.ts';
import { normalPath } from '../base/path.ts';
import { must, placed, reject } from '../base/problem.ts';
import { MOST_MODEL_BYTES } from '../base/read-file.ts';
import { compactExport } from '../gate/compact-export.ts';
import { USUAL_PROFILES } from '../micro/profile.ts';
import type { Command } from './command.ts';

interface CompactOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

export const compactCommand: Command = {
  name: 'compact',
  description: 'make a .tflite model smaller for TFLM: same outputs, no larger arena',
  group: 'One model',
  arguments: [{ usage: '<model>', description: 'path of the .tflite file' }],
  options: [
    { flags: '--out <file>', description: 'where to write it (default: beside the model, as NAME.compact.tflite)' },
    { flags: '--force', description: 'replace the model itself where --out names it' },
    { flags: '--json', description: 'print JSON instead of tables' },
  ],
  async run({ io, loadEngine }, [file], { out = outBeside(file), force = false, json = false }: CompactOptions) {
    const { renderCompaction, renderCompactionJson } = await import('./compact/text.ts');
    const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
    must(await io.checkWritable(out));
    const there = await io.readUserFile(out, MOST_MODEL_BYTES);
    // By content too: a link names the model as well.
    if (!force && (samePath(out, file) || (there.ok && sameBytes(there.value, bytes)))) {
      reject('arguments/out', '--out is the model itself; add --force to replace it, or name another file', { file });
    }
    const engine = await loadEngine();
    const done = must(placed(compactExport(bytes, USUAL_PROFILES, engine.makeKernels), { file }));
    const compaction = { ...done, file, out };
    const text = json ? renderCompactionJson(compaction, engine.version) : renderCompaction(compaction);
    if (done.after !== done.before) await io.write(out, done.after.bytes);
    io.out(text);
    return 0;
  },
};

function outBeside(file: string): string {
  return `${file.replace(/\.tflite$/, '')}.compact.tflite`;
}

function samePath(a: string, b: string): boolean {
  return a.startsWith('/') === b.startsWith('/') && normalPath(a) === normalPath(b);
}
