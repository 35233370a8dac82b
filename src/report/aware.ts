// Quantization-aware training in a sentence.
import { formatCount, formatShare } from './format.ts';
import { SAMPLES_IN_WORDS } from './judged-on.ts';
import type { Answers, ReportedTraining } from './report.ts';

/** `QAT 97.4%, PTQ 97.1% of 60 held-out training samples right; QAT is shipped`; undefined where there was none. */
export function describeAware({ aware }: ReportedTraining): string | undefined {
  if (!aware) return undefined;
  const { epochs, bestEpoch, judgedOn, answers, answersBefore, isShipped } = aware;
  const share = ({ correct, total }: Answers) => formatShare(correct / total);
  const samples = `${formatCount(answers.total)} ${SAMPLES_IN_WORDS[judgedOn]}`;
  const both = `QAT ${share(answers)}, PTQ ${share(answersBefore)} of ${samples} right`;
  return `${both}; ${isShipped ? 'QAT' : 'PTQ'} is shipped (best of ${epochs} epochs of QAT: ${bestEpoch})`;
}
