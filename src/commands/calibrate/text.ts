// What a calibration found, on a terminal and as JSON.
import { visible } from '../../base/quote.ts';
import { alignTable } from '../../report/aligned.ts';
import { formatBytes, formatMilliseconds } from '../../report/format.ts';
import { toJson } from '../../report/json.ts';
import { wrapped } from '../../report/wrap.ts';
import type { BoardTime, CalibrationResult } from './read.ts';

/** Ends with a line break. */
export function renderCalibration({ path, id, times, compiler, warnings, outcome }: CalibrationResult): string {
  const rows = times.map(({ model, ms, leastMs, mostMs, arenaBytes, doubts }) => [
    visible(model.source),
    formatMilliseconds(ms),
    leastMs === undefined || mostMs === undefined ? '' : `${leastMs.toFixed(3)} to ${mostMs.toFixed(3)}`,
    arenaBytes === undefined ? '' : formatBytes(arenaBytes),
    doubts.length === 0 ? '' : 'see below',
  ]);
  const table = alignTable([['model', 'measured', 'runs, ms', 'arena used', ''], ...rows], 'lrrrl');
  const doubts = times.flatMap(({ model, doubts: all }) => all.map((doubt) => `warning: ${model.source}: ${doubt}`));
  const lines = [
    ...table,
    ...(compiler === undefined ? [] : [`compiler ${compiler}`]),
    ...warnings.map((warning) => `warning: ${warning}`),
    ...doubts,
    outcome,
    `written to ${path}: name it under boards: in kd.yaml`,
  ];
  return `${[visible(id), ...lines.flatMap((line) => wrapped(`  ${visible(line)}`))].join('\n')}\n`;
}

export function renderCalibrationJson({ times, ...calibration }: CalibrationResult): string {
  return toJson({
    ...calibration,
    times: times.map(({ model, ...time }: BoardTime) => ({ model: model.source, ...time })),
  });
}
