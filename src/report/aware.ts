// Quantization-aware training in a sentence.
import { formatShare } from './format.ts';
import type { Answers, ReportedTraining } from './report.ts';

/** `QAT 97.4%, PTQ 97.1% of 60 held-out samples right; QAT is shipped`; undefined where there was none. */
export function describeAware({ aware }: ReportedTraining): string | undefined {
  if (!aware) return undefined;
  const { epochs, bestEpoch, heldOut, heldOutBefore, isShipped } = aware;
  const share = ({ correct, total }: Answers) => formatShare(correct / total);
  const both = `QAT ${share(heldOut)}, PTQ ${share(heldOutBefore)} of ${heldOut.total} held-out samples right`;
  return `${both}; ${isShipped ? 'QAT' : 'PTQ'} is shipped (best of ${epochs} epochs of QAT: ${bestEpoch})`;
}
