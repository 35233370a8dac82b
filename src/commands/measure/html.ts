// What was measured of a file, as the page of a report that nothing judges.
import type { Engine } from '../../gate/engine.ts';
import type { Io } from '../../gate/io.ts';
import { renderHtml } from '../../report/html/page.ts';
import type { ModelReport } from '../../report/report.ts';
import type { FileMeasurement } from './measure-file.ts';

/** Of `--html FILE`. Runs inside an attempt. */
export async function writeMeasurementHtml(
  io: Io,
  file: string,
  { file: name, model, boards, computers, unmeasuredBoards, classes, confusion, ...score }: FileMeasurement,
  { version, kernelsSha256 }: Pick<Engine, 'version' | 'kernelsSha256'>,
): Promise<void> {
  const { figures } = model;
  const { accuracy, exactMatch, error } = score;
  const report: ModelReport = {
    ...{ name, verdict: 'pass', model: figures, inputs: {}, budgets: [], boards },
    ...(computers.length > 0 && { computers }),
    ...(unmeasuredBoards.length > 0 && { unmeasuredBoards }),
    ...(classes && { classes: [...classes] }),
    ...(accuracy && { accuracy }),
    ...(exactMatch && { exactMatch }),
    ...(error && { error }),
    ...(confusion && { confusion }),
  };
  const tool = { name: 'kd-gate', version, kernelsSha256 } as const;
  const spec = { file: name, sha256: figures.sha256 };
  const whole = { version: 1, tool, spec, seed: 0, verdict: 'pass', models: [report] } as const;
  await io.write(file, renderHtml({ ...whole, models: [report] }, { measured: name }));
}
