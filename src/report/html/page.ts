// The report as one HTML file: pictures inside, nothing from outside, no more than 400 kB.
import { excerpt } from '../../base/quote.ts';
import type { Verdict } from '../../budget/verdict.ts';
import type { ModelReport, Report } from '../report.ts';
import { complaintsOf, NO_BUDGET, warningsOfModel } from '../rows.ts';
import { describeChange, describeJudge, removedModels } from '../rules.ts';
import { answerSection } from './answers.ts';
import { arenaSection } from './arena.ts';
import { costSection } from './costs.ts';
import { curveSection } from './curves.ts';
import { htmlDocument } from './document.ts';
import { figureSection } from './figures.ts';
import { historySection } from './history.ts';
import { type Markup, template } from './markup.ts';
import { noiseSection } from './noise.ts';
import { originSection } from './origin.ts';
import { proposalSection } from './proposal.ts';
import type { Detail, MakeSection, Section } from './section.ts';
import { waterfallSection } from './waterfall.ts';

/** Bytes in UTF-8. */
export const HTML_LIMIT = 400_000;

const SECTIONS: readonly MakeSection[] = [
  proposalSection,
  figureSection,
  arenaSection,
  costSection,
  waterfallSection,
  noiseSection,
  answerSection,
  curveSection,
  historySection,
  originSection,
];

/** From all there is to what any report has room for. */
const DETAILS: readonly Detail[] = [
  { maps: 4, base: true, operators: 400, rows: 400, points: 32 },
  { maps: 2, base: true, operators: 256, rows: 256, points: 32 },
  { maps: 1, base: false, operators: 128, rows: 128, points: 16 },
  { maps: 1, base: false, operators: 32, rows: 64, points: 8 },
  { maps: 0, base: false, operators: 8, rows: 16, points: 2 },
];

interface PageModel {
  readonly id: string;
  readonly name: string;
  readonly verdict: Verdict | undefined;
  readonly todo: readonly Line[];
  readonly sections: readonly Section[];
}

interface Line {
  readonly verdict: Verdict;
  readonly text: string;
}

export interface PageOptions {
  /** Of a measurement, that nothing judges: its file's name instead of a verdict. */
  readonly measured?: string;
}

/** Ends with a line break. The same report, the same bytes. */
export function renderHtml(report: Report, options: PageOptions = {}): string {
  const [most, ...less] = DETAILS;
  let kept = articlesOf(report, most, options);
  for (const detail of less) {
    if (kept.length === report.models.length) break;
    kept = articlesOf(report, detail, options);
  }
  return pageOf(report, kept, options);
}

/** Of a model's link, at most. */
const LINK_BYTES = 500;

/** Of the first models, as far as a page has room for them. */
function articlesOf(report: Report, detail: Detail, options: PageOptions): Article[] {
  const articles: Article[] = [];
  const frame = bytesOf(pageOf(report, [], options)) + LINK_BYTES * report.models.length;
  let room = HTML_LIMIT - frame;
  for (const [i, model] of report.models.entries()) {
    const article = pageModelOf(model, i, report, detail, options.measured === undefined);
    const { id, name, verdict } = article;
    const { markup } = ARTICLE(article);
    room -= bytesOf(markup);
    if (room < 0) break;
    articles.push({ id, name: excerpt(name), verdict, markup });
  }
  return articles;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

interface Article extends Markup {
  readonly id: string;
  readonly name: string;
  readonly verdict: Verdict | undefined;
}

const ARTICLE = template<PageModel>(`
<article id="<%= it.id %>" aria-label="<%= it.name %>">
<h2><%= it.name %><% if (it.verdict) { %> <span class="pill <%= it.verdict.replaceAll(' ', '-') %>"><%=
  it.verdict %></span><% } %></h2>
<% if (it.todo.length > 0) { %><ul class="todo"><%
  for (const { verdict, text } of it.todo) { %><li><span class="verdict <%= verdict.replaceAll(' ', '-') %>"><%=
  verdict %></span> <%= text %></li><% } %></ul><% } %>
<% for (const { title, body } of it.sections) { %>
<section><h3><%= title %></h3><%~ body.markup %></section>
<% } %>
</article>
`);

const BODY = template<{
  title: string;
  verdict: Verdict | undefined;
  about: readonly string[];
  models: readonly Article[];
  left: number;
  foot: string;
}>(`
<header>
<h1><%= it.title %><% if (it.verdict) { %> <span class="pill <%= it.verdict.replaceAll(' ', '-') %>"><%=
  it.verdict %></span><% } %></h1>
<% for (const line of it.about) { %><p class="about"><%= line %></p><% } %>
<% if (it.models.length > 1) { %><nav aria-label="Models"><ul><%
  for (const { id, name, verdict } of it.models) { %><li><a href="#<%= id %>"><%= name %></a><%
  if (verdict) { %> <span class="verdict <%= verdict.replaceAll(' ', '-') %>"><%= verdict %></span><% } %></li><%
  } %></ul></nav><% } %>
</header>
<main>
<% for (const model of it.models) { %>
<%~ model.markup %>
<% } %>
<% if (it.left > 0) { %><p class="note"><%=
  it.left %> more models have no room here; report.json has all of them.</p><% } %>
</main>
<footer><%= it.foot %></footer>
`);

function pageOf(report: Report, models: readonly Article[], { measured }: PageOptions): string {
  const { tool, spec, seed } = report;
  const isJudged = measured === undefined;
  const title = measured ?? 'kd-gate';
  const body = BODY({
    title,
    verdict: isJudged ? report.verdict : undefined,
    about: isJudged ? aboutOf(report) : [],
    models,
    left: report.models.length - models.length,
    foot: isJudged
      ? `kd-gate ${tool.version} · ${spec.file}, SHA-256 ${spec.sha256} · seed ${seed}`
      : `kd-gate ${tool.version} · every figure is simulated or calculated, none is measured on a board here`,
  });
  return htmlDocument(title, body);
}

function pageModelOf(model: ModelReport, i: number, report: Report, detail: Detail, isJudged: boolean): PageModel {
  const input = { report, model, detail };
  const unjudged = isJudged && model.budgets.length === 0 ? [{ verdict: 'warn' as const, text: NO_BUDGET }] : [];
  return {
    id: `model-${i}`,
    name: model.name,
    verdict: isJudged ? model.verdict : undefined,
    todo: [
      ...complaintsOf(model).map(({ verdict, label, text }) => ({ verdict, text: `${label}: ${text}` })),
      ...unjudged,
      ...warningsOfModel(model).map((text) => ({ verdict: 'warn' as const, text })),
    ].slice(0, MOST_LINES),
    sections: SECTIONS.flatMap((make) => make(input) ?? []),
  };
}

const MOST_LINES = 40;
const MOST_OF_LINE = 300;
const MOST_CHANGES = 20;

/** Of what, against what, and under whose rules. */
function aboutOf(report: Report): string[] {
  const { head, base, rules, missing = [] } = report;
  const at = head
    ? [`Commit ${head.commit.slice(0, 12)}${head.isClean ? '' : ', with changes that are not committed'}.`]
    : [];
  const judge = describeJudge(report);
  const lines = [
    ...at,
    baseline(base),
    ...(judge === undefined ? [] : [`Rules: ${judge}.`]),
    ...(rules?.changes ?? [])
      .slice(0, MOST_CHANGES)
      .map((change) => `Rules changed: ${describeChange(change, report)}.`),
    ...missing.map((name) => `${name}: its job left no report, so it is not measured.`),
    ...removedModels(rules).map((name) => `${name}: removed from kd.yaml, so it is not measured.`),
  ];
  return lines.slice(0, MOST_LINES).map((line) => excerpt(line, MOST_OF_LINE));
}

function baseline(base: Report['base']): string {
  if (!base) return 'Judged alone: no base was given.';
  if (base.status === 'none') return `No baseline yet${base.reason ? `: ${base.reason}` : ''}.`;
  const how = base.status === 'stored' ? 'its result was stored' : 'measured for this run';
  return `Base ${base.commit?.slice(0, 12) ?? ''}: ${how}.`;
}
