// `kd-gate merge`: the reports of several jobs as one.
import { statusOfReport } from '../report/headline.ts';
import { type Command, JSON_REPORT } from './command.ts';
import { OUT_FOLDER, REPORTS_FOLDER, SPEC_FILE } from './defaults.ts';

interface Options {
  readonly reports: string;
  readonly out: string;
  readonly ratchet: boolean;
  readonly json?: boolean;
}

export const mergeCommand: Command = {
  name: 'merge',
  description: 'join the reports of several jobs into one verdict',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    {
      flags: '--reports <folder>',
      description: 'where the report.json of every job lies, in any folder below',
      default: REPORTS_FOLDER,
    },
    { flags: '--out <folder>', description: 'where the joined report is written', default: OUT_FOLDER },
    { flags: '--no-ratchet', description: 'fail a budget also where the base exceeds it already' },
    JSON_REPORT,
  ],
  async run({ io, machine }, [spec], { reports, out, ratchet, json }: Options) {
    const { mergeFolder } = await import('./merge/merge-folder.ts');
    const { printReport, writeReport } = await import('./report-file.ts');
    const report = await mergeFolder(io, machine, spec, reports, { ratchet });
    await writeReport(io, out, report);
    printReport(io, report, json);
    return statusOfReport(report);
  },
};
