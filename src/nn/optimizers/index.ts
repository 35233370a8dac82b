// All optimizers.
import type { Optimizer } from '../trainer.ts';
import { adam } from './adam.ts';
import type { OptimizerSteps } from './optimizer.ts';
import { sgd } from './sgd.ts';

const OPTIMIZERS: { readonly [K in Optimizer['kind']]: OptimizerSteps<K> } = { adam, sgd };

export function stepsOf<K extends Optimizer['kind']>({ kind }: { readonly kind: K }): OptimizerSteps<K> {
  return OPTIMIZERS[kind];
}
