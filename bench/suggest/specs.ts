// Specs that fail, each for a reason of its own: what `suggest` is tried on. A row is a task and what differs in it.
import { must } from '../../src/base/problem.ts';
import type { Change } from '../../src/config/changed-value.ts';
import { editText } from '../../src/config/edit-text.ts';
import type { ProposedValue } from '../../src/report/proposal.ts';
import { SUGGEST_TASKS, type SuggestTask } from './tasks.ts';

export interface FailingSpec {
  readonly name: string;
  readonly task: SuggestTask;
  readonly yaml: string;
}

/** Of the model: dotted keys and their values. */
type Settings = Readonly<Record<string, ProposedValue>>;

function spec(task: keyof typeof SUGGEST_TASKS, name: string, budgets: ProposedValue, settings: Settings = {}) {
  const { model, yaml } = SUGGEST_TASKS[task];
  const all = Object.entries({ ...settings, budgets });
  const changes = all.map(([key, to]): Change => ({ path: ['models', model, ...key.split('.')], from: {}, to }));
  return { name: `${task}: ${name}`, task: SUGGEST_TASKS[task], yaml: must(editText(yaml, 'kd.yaml', changes)) };
}

const ESP32 = { boards: ['esp32-devkitc'] };
/** Where int8 loses more. */
const FAST = { 'distill.optimizer': { adam: { learningRate: 3e-2 } } };
const PICO = { boards: ['raspberry-pi-pico'] };

export const FAILING_SPECS: readonly FailingSpec[] = [
  spec('digits', 'size and accuracy', { size: { max: '6 KiB' }, accuracy: { min: '93%' } }),
  spec('digits', 'arena', { arena: { max: '2500 B' }, accuracy: { min: '93%' } }),
  spec('digits', 'latency, Cortex-M4', { latency: { max: '6 ms' }, accuracy: { min: '92%' } }),
  spec('digits', 'latency, ESP32', { latency: { max: '3 ms' }, accuracy: { min: '90%' } }, ESP32),
  spec('digits', 'instructions, Cortex-M0+', { instructions: { max: '400 kInstr' }, accuracy: { min: '90%' } }, PICO),
  spec('digits', 'accuracy', { accuracy: { min: '97%' }, size: { max: '16 KiB' } }),
  spec('digits', 'f1', { f1: { min: '97%' }, latency: { max: '20 ms' } }),
  spec('spoken', 'accuracy', { accuracy: { min: '80%' }, size: { max: '20 KiB' } }),
  spec('spoken', 'latency, ESP32', { latency: { max: '8 ms' }, accuracy: { min: '55%' } }, ESP32),
  spec('spoken', 'gzip', { gzip: { max: '3500 B' }, accuracy: { min: '55%' } }),
  spec('spoken', 'arena', { arena: { max: '4000 B' }, accuracy: { min: '55%' } }),
  spec('motion', 'macs', { macs: { max: '25 kMACs' }, accuracy: { min: '80%' } }),
  spec('motion', 'flash', { flash: { max: '63000 B' }, accuracy: { min: '80%' } }),
  spec('motion', 'latency and accuracy', { latency: { max: '5 ms' }, accuracy: { min: '88%' } }),
  spec('motion', 'recall', { recall: { min: '85%' }, size: { max: '8 KiB' } }),
  spec('motion', 'quantDrop', { quantDrop: { max: '0.5 pp' }, accuracy: { min: '80%' } }, FAST),
  spec('bearing', 'size', { size: { max: '4 KiB' }, rmse: { max: 0.2 } }),
  spec('bearing', 'auc', { auc: { min: 0.9985 } }),
  spec('bearing', 'rmse', { rmse: { max: 0.16 }, size: { max: '8 KiB' } }),
  spec('bearing', 'instructions and error', { instructions: { max: '7 kInstr' }, error: { max: 0.12 } }),
];
