// A store as a hostile pull request would commit it: each entry and record says that the model is tiny and perfect, and
// every digest fits, so that only where it came from tells it from an honest one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256Hex } from '../../src/base/digest.ts';
import { edited, redigested } from '../store/forge.ts';

const TINY = new Uint8Array(500);

export interface Poison {
  /** Made to stand among the artifacts of each entry. */
  readonly artifact?: string;
}

/** `folder`: a store that an honest run filled. */
export function poisonStore(folder: string, { artifact }: Poison = {}): void {
  const blob = (content: Uint8Array) => {
    const sha256 = sha256Hex(content);
    writeFileSync(join(folder, 'blobs', sha256), content);
    return sha256;
  };
  const extra = artifact === undefined ? [] : [{ name: artifact, sha256: blob(Buffer.from('owned')) }];
  const model = { name: 'model.tflite', sha256: blob(TINY) };
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.json')) continue;
    const file = join(folder, name);
    let entry: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (name.startsWith('results')) {
      entry = edited(entry, ['figures'], perfect);
      entry = edited(entry, ['artifacts'], (all) => [model, ...(all as unknown[]).slice(1), ...extra]);
    } else if (name.startsWith('commits')) {
      entry = edited(entry, ['results'], (all) => (all as unknown[]).map(perfect));
    }
    writeFileSync(file, JSON.stringify(redigested(entry)));
  }
}

function perfect(figures: unknown): unknown {
  const all = { correct: 1195, total: 1195 };
  const bits = `${'ff'.repeat(149)}07`;
  const one = (before: unknown) => ({
    correct: (before as { total: number }).total,
    total: (before as { total: number }).total,
  });
  // What would have to agree with the answers may be left out.
  const { predictions: _, confusion: __, mistakes: ___, ...rest } = figures as Record<string, unknown>;
  let better: unknown = edited(rest, ['accuracy'], () => all);
  better = edited(better, ['perClass'], (classes) => (classes as unknown[]).map(one));
  better = edited(better, ['answersBySample'], () => bits);
  better = edited(better, ['model', 'operators'], (all) =>
    (all as object[]).map((one) => ({ ...one, weightBytes: 0 })),
  );
  better = edited(better, ['model', 'sizeBytes'], () => TINY.length);
  return edited(better, ['model', 'sha256'], () => sha256Hex(TINY));
}
