// The distillation loss: alpha * CE(labels, z) + (1 - alpha) * T^2 * KL(teacher at T || z at T) (Hinton, Vinyals, Dean 2015).
import { type Buffer, type Emitter, read, samples, scalar, write } from '../program/layer-steps.ts';

export interface LossSite {
  readonly emit: Emitter['emit'];
  readonly classes: number;
  readonly logits: Buffer;
  readonly labels: Buffer;
  /** One for each sample. */
  readonly losses: Buffer;
  readonly dLogits: Buffer;
}

/** The teacher's address is a scalar, since a batch may come without one. */
export function distillationSteps({ emit, classes, logits, labels, losses, dLogits }: LossSite): void {
  const weights = [scalar('alpha'), scalar('temperature')] as const;
  const inputs = [read(logits), read(labels), scalar('teacher')] as const;
  emit('distillLoss', samples(), ...inputs, write(losses), write(dLogits), classes, ...weights, scalar('count'));
}
