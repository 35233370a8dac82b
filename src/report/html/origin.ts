// What a model's figures were made from: its file, the files of kd.yaml, and the sources that the figures hold for.
import { causesOf, layerChanges } from '../compare.ts';
import { describeRuntime } from '../runtime.ts';
import { joined, type Markup, template } from './markup.ts';
import { notes } from './notes.ts';
import type { MakeSection } from './section.ts';
import { table } from './table.ts';

const MOST_FILES = 64;
const MOST_CHANGES = 200;
const LIST = template<{ title: string; lines: readonly string[]; kind: string }>(
  '<h4><%= it.title %></h4>' +
    '<ul class="<%= it.kind %>"><% for (const line of it.lines) { %><li><%= line %></li><% } %></ul>',
);

export const originSection: MakeSection = ({ model: report, report: { tool } }) => {
  const { model, base, files = [] } = report;
  const runtime = describeRuntime(model);
  const lines = [`SHA-256 of model.tflite: ${model.sha256}`, ...(runtime ? [`Figures hold for ${runtime}.`] : [])];
  const causes = causesOf(report, tool);
  const layers = base ? layerChanges(base.model, model).slice(0, MOST_CHANGES) : [];
  const parts: Markup[] = [
    ...(causes.length > 0 ? [LIST({ title: 'Changed since the base', lines: causes, kind: 'plain' })] : []),
    ...(layers.length > 0 ? [LIST({ title: 'Operators that changed', lines: layers, kind: 'diff' })] : []),
    notes(...lines),
  ];
  if (files.length > 0) {
    const rows = files.slice(0, MOST_FILES).map(({ path, sha256 }) => [path, { text: sha256, kind: 'digest' }]);
    parts.push(table({ caption: 'Files', head: ['file', 'SHA-256'], sides: 'll', rows }));
  }
  return { title: 'What it was made from', body: joined(parts) };
};
