// Kernels, costs and remedies of each operator, on a terminal and as JSON.
import { visible } from '../../base/quote.ts';
import { alignTable } from '../../report/aligned.ts';
import { formatCount, formatLatency, formatShare } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { wrapped } from '../../report/wrap.ts';
import type { KernelExplanation, OperatorKernel } from './kernels.ts';

/** Ends with a line break. */
export function renderKernelsJson(explanation: KernelExplanation, version: string): string {
  const { target, operators, instructions, latency, latencyReason, refused, warnings } = explanation;
  const time = latency && 'latencyMs' in latency ? latency : undefined;
  return toJson({
    tool: { name: 'kd-gate', version },
    file: target.file,
    sha256: target.model.figures.sha256,
    profile: target.profile.id,
    board: target.board?.id,
    instructions,
    latencyMs: time?.latencyMs,
    latencyBandPercent: time?.bandPercent,
    latencyReason,
    operators,
    refused,
    warnings,
  });
}

/** Ends with a line break. */
export function renderKernels({
  target,
  operators,
  instructions,
  latency,
  latencyReason,
  refused,
  warnings,
}: KernelExplanation): string {
  const { file, profile, board, model } = target;
  const time = latency && 'latencyMs' in latency ? formatLatency(latency.latencyMs, latency.bandPercent) : undefined;
  const where = board ? `${board.name}: ${time ?? 'latency not measured'}` : profile.id;
  const total = instructions ?? 0;
  const hasTimes = operators.some(({ milliseconds }) => milliseconds !== undefined);
  const rows = operators.map((operator) => rowOf(operator, total, hasTimes));
  const head = ['#', 'operator', 'kernel', 'MACs', 'instructions', 'share', 'a MAC', ...(hasTimes ? ['ms'] : [])];
  const sides = hasTimes ? 'rllrrrrr' : 'rllrrrr';
  const lines = [
    visible(file),
    `  sha256    ${model.figures.sha256}`,
    ...wrapped(`  kernels of ${profile.id}, on ${where}`),
    ...(latencyReason === undefined ? [] : wrapped(`  ${visible(latencyReason)}`)),
    '',
    ...alignTable([head, ...rows], sides).map((line) => `  ${line}`),
    ...complaints(refused, warnings),
    ...reasons(operators, total),
  ];
  return `${lines.join('\n')}\n`;
}

function rowOf(
  { index, op, kernel, macs, instructions, milliseconds }: OperatorKernel,
  total: number,
  hasTimes: boolean,
) {
  return [
    String(index),
    visible(op),
    kernel,
    formatCount(macs),
    instructions === undefined ? 'not counted' : formatCount(instructions),
    instructions === undefined || total === 0 ? '' : formatShare(instructions / total),
    instructions === undefined || macs === 0 ? '' : (instructions / macs).toFixed(2),
    ...(hasTimes ? [milliseconds === undefined ? '' : milliseconds.toFixed(2)] : []),
  ];
}

function complaints(refused: readonly string[], warnings: readonly string[]): string[] {
  const lines = [...refused.map((text) => `does not run: ${text}`), ...warnings.map((text) => `warning: ${text}`)];
  return lines.length === 0 ? [] : ['', ...lines.flatMap((line) => wrapped(`  ${visible(line)}`))];
}

/** The dearest operator first. */
function reasons(operators: readonly OperatorKernel[], total: number): string[] {
  const told = operators
    .filter(({ whySlow, remedies, reason }) => whySlow !== undefined || remedies.length > 0 || reason !== undefined)
    .sort((a, b) => (b.instructions ?? 0) - (a.instructions ?? 0) || a.index - b.index);
  if (told.length === 0) return ['', '  Every operator runs the fast kernel that there is for it.'];
  const lines = told.flatMap(({ index, op, whySlow, remedies, reason, instructions = 0 }) => [
    ...wrapped(`  ${index} ${visible(op)}: ${visible(whySlow ?? reason ?? 'it can be faster')}`),
    ...remedies.flatMap(({ says, instructions: then }) => {
      const saved = formatShare((instructions - then) / Math.max(1, instructions));
      const ofAll = total > 0 ? `, ${formatShare((instructions - then) / total)} of the model's` : '';
      return wrapped(`     ${says}: ${formatCount(then)} instructions, ${saved} fewer${ofAll}`);
    }),
  ]);
  return ['', '  why, the dearest first', ...lines];
}
