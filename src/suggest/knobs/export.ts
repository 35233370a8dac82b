// The same model in a smaller file.
import type { Knob } from '../candidate.ts';

/** The outputs stay the same: no change is smaller. */
const PRICE = 0.01;

export const compactExport: Knob = ({ model }) => {
  if (model.export?.compact === true) return [];
  const from = model.export?.compact;
  const change = { path: ['export', 'compact'], ...(from !== undefined && { from }), to: true };
  return [{ knob: 'export.compact', changes: [change], price: PRICE }];
};
