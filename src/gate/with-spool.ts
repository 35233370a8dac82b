// A place for samples that are more than memory should hold, as long as the work with them takes.
import type { Spool } from '../base/spool.ts';
import type { Engine } from './engine.ts';

export async function withSpool<T>(
  { openSpool }: Pick<Engine, 'openSpool'>,
  work: (spool: Spool | undefined) => Promise<T>,
): Promise<T> {
  const spool = openSpool?.();
  try {
    return await work(spool);
  } finally {
    spool?.close();
  }
}
