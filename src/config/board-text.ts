// A board file's text with what was measured on the board; comments and the order of its keys stay.
import { parseDocument } from 'yaml';
import type { Timing } from '../board/board.ts';

/** `text`: of a valid board file, as JSON where its path says so. */
export function withMeasured(text: string, path: string, timings: readonly Timing[]): string {
  const measured = timings.map(({ model, sha256, ms }) => ({ model, ...(sha256 !== undefined && { sha256 }), ms }));
  if (path.endsWith('.json')) return `${JSON.stringify({ ...JSON.parse(text), measured }, undefined, 2)}\n`;
  const document = parseDocument(text);
  document.set('measured', document.createNode(measured));
  return document.toString({ lineWidth: 120 });
}
