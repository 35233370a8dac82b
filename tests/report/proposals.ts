// A change that passes, of the report of a failing model.
import type { Proposal } from '../../src/report/proposal.ts';
import type { Report } from '../../src/report/report.ts';
import { CASES } from './cases.ts';

const FILTERS = ['models', 'digits', 'student', 'layers', 0, 'conv2d', 'filters'];
export const PROPOSAL: Proposal = {
  model: 'digits',
  passes: true,
  changes: [{ path: FILTERS, from: 12, to: 8 }],
  edits: [
    {
      line: 21,
      before: ['        - conv2d: { filters: 12 }'],
      after: ['        - conv2d: { filters: 8 }'],
    },
    { line: 30, before: ['    seed: 1'], after: ['    seed: 1', '    quantize: { mode: int8 }'] },
  ],
  effects: [
    { measure: 'size', before: 17_424, after: 12_800, limit: 16_384 },
    { measure: 'macs', before: 5, after: 5 },
  ],
  accuracyChange: -0.004,
  trained: 2,
};

export function proposed(proposal: Proposal): Report {
  const { models, ...rest } = CASES.fail;
  return { ...rest, models: models.map((model) => ({ ...model, proposal })) };
}
