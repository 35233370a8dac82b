// `kd-gate merge`: the reports of several jobs as one.
import { statusOfReport } from '../report/headline.ts';
import { type BaseOptions, baseOptions, checkBase } from './base-options.ts';
import { type Command, JSON_REPORT } from './command.ts';
import { OUT_FOLDER, REPORTS_FOLDER, SPEC_FILE } from './defaults.ts';
import { besideText, placesOf } from './places.ts';
import { warnOf } from './problems.ts';

interface Options extends BaseOptions {
  readonly reports: string;
  readonly out?: string;
  readonly json?: boolean;
}

export const mergeCommand: Command = {
  name: 'merge',
  description: 'join the reports of several jobs into one verdict',
  group: 'Judge',
  arguments: [{ usage: '[spec]', description: 'path of kd.yaml', default: SPEC_FILE }],
  options: [
    {
      flags: '--reports <folder>',
      description: 'where the report.json of every job lies, in any folder below',
      default: REPORTS_FOLDER,
    },
    { flags: '--out <folder>', description: `where the joined report is written (${besideText(OUT_FOLDER)})` },
    ...baseOptions('compare kd.yaml with that of the merge base of HEAD and this ref, as the jobs did'),
    JSON_REPORT,
  ],
  async run({ io, machine }, [spec], { reports, out: typed, json, base, ...options }: Options) {
    checkBase({ ...options, base });
    const { mergeFolder } = await import('./merge/merge-folder.ts');
    const { ignoreNewFolder, printReport, writeReport } = await import('./report-file.ts');
    const settings = { ...options, baselineRef: base };
    const { report, warnings } = await mergeFolder(io, machine, spec, reports, settings);
    warnOf(io, warnings);
    const { out } = placesOf(io, spec, typed);
    await ignoreNewFolder(io, out);
    await writeReport(io, out, report);
    printReport(io, report, json);
    return statusOfReport(report);
  },
};
