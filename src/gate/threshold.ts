// What an output of a yes-or-no model must exceed to say yes.
import type { Task } from '../base/task.ts';
import type { StreamParams } from '../data/streams.ts';
import type { Model } from '../tflite/model.ts';
import { outputProducer } from '../tflite/output-producer.ts';

/** kd.yaml's own, else 0.5 for probabilities, 0 for logits; undefined for tasks whose outputs are no such answers. */
export function thresholdOf(model: Model, task: Task, stream?: Partial<StreamParams>): number | undefined {
  if (task !== 'binary' && task !== 'multi-label') return undefined;
  if (stream?.threshold !== undefined) return stream.threshold;
  return outputProducer(model).operator?.code === 'LOGISTIC' ? 0.5 : 0;
}
