// A report on the output stream.
import { type Io, wantsColour } from '../gate/io.ts';
import type { Report } from '../report/report.ts';
import { renderJson, renderText } from '../report/text.ts';

export function printReport(io: Io, report: Report, asJson = false): void {
  io.out(asJson ? renderJson(report) : renderText(report, { colour: wantsColour(io) }));
}
