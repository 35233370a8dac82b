// What `suggest` makes of twenty specs that fail, or how its choice stands beside all candidates that fit:
//   node bench/run.mjs bench/suggest/run.ts [NAME]
//   node bench/run.mjs bench/suggest/run.ts --all NAME [--list]
// NAME is a part of a spec's name. `--all` trains every candidate that fits the budgets for costs; `--list` names all
// that pass.
import { loadEngine } from '../../src/host/engine.ts';
import type { JudgedCandidate } from '../../src/suggest/judged.ts';
import { must } from '../must.ts';
import { trainAll } from './all.ts';
import { keptResults } from './kept-results.ts';
import { FAILING_SPECS } from './specs.ts';
import { type TriedSpec, trySpec } from './try.ts';

const FIXTURES = 'fixtures';
const TRAININGS = 24;

const words = process.argv.slice(2);
const name = words.find((word) => !word.startsWith('--')) ?? '';
const isListed = words.includes('--list');
const specs = FAILING_SPECS.filter((spec) => spec.name.includes(name));
const engine = await loadEngine();
const tools = {
  ...{ makeKernels: engine.makeKernels, makeTrainer: engine.trainerOn(1), evaluate: engine.evaluateOn(1) },
  onProgress: () => undefined,
};
const cpuSeconds = () => process.cpuUsage().user / 1e6;
const shareOf = ({ accuracy }: TriedSpec['before']) => (accuracy ? accuracy.correct / accuracy.total : undefined);
const percent = (share: number | undefined) => (share === undefined ? '' : `${(100 * share).toFixed(1)}%`);
const median = (values: number[]) => {
  const sorted = values.sort((a, b) => a - b);
  const [low, high] = [Math.floor((sorted.length - 1) / 2), Math.ceil((sorted.length - 1) / 2)];
  return (sorted[low] + sorted[high]) / 2;
};

const describe = ({ size, figures, parameters, macs, candidate: { changes } }: JudgedCandidate) => {
  const what = changes.map(({ path, to }) => `${path.join('.')}: ${JSON.stringify(to)}`).join(', ');
  return `${size.toFixed(3)}  ${figures.model.sizeBytes} B  ${parameters} parameters  ${macs} MACs  ${what}`;
};

if (words.includes('--all')) {
  const results = keptResults();
  for (const spec of specs) {
    const { judged, fitting, passing, proposed } = must(await trainAll(spec, FIXTURES, tools, TRAININGS, results));
    console.log(`${spec.name}: ${judged} judged, ${fitting} fit, ${passing.length} of them pass`);
    const [smallest] = passing;
    if (smallest) console.log(`  smallest change ${describe(smallest)}`);
    console.log(proposed ? `  proposed        ${describe(proposed)}` : '  nothing is proposed');
    if (isListed) for (const one of passing) console.log(`    ${describe(one)}`);
  }
} else {
  const [seconds, gained]: number[][] = [[], []];
  let passed = 0;
  console.log('| spec | change | trained | CPU | size before, after | accuracy before, after | run again |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const spec of specs) {
    const start = cpuSeconds();
    const tried = must(await trySpec(spec, FIXTURES, tools, TRAININGS));
    const { before, proposal, proposedSha256, after } = tried;
    const used = cpuSeconds() - start;
    const isSame = after !== undefined && after.model.sha256 === proposedSha256;
    const again = before.verdict !== 'fail' ? 'did not fail' : !after ? 'nothing passes' : after.verdict;
    const passes = isSame && after.verdict !== 'fail' && before.verdict === 'fail';
    if (passes) passed++;
    seconds.push(used);
    const [was, is] = [shareOf(before), after && shareOf(after)];
    if (passes && was !== undefined && is !== undefined) gained.push(is - was);
    const changes = (proposal?.changes ?? []).map(
      ({ path, to }) => `${path.slice(2).join('.')}: ${JSON.stringify(to)}`,
    );
    const cells = [spec.name, changes.join(', '), proposal?.trained ?? 0, `${used.toFixed(1)} s`];
    const sizes = `${before.model.sizeBytes}, ${after?.model.sizeBytes ?? ''}`;
    const told = after && !isSame ? `${again}, another file` : again;
    console.log(`| ${[...cells, sizes, `${percent(was)}, ${percent(is)}`, told].join(' | ')} |`);
  }
  const [time, points] = [median(seconds).toFixed(1), (100 * median(gained)).toFixed(2)];
  console.log(`${passed} of ${specs.length} pass; medians: ${time} s, accuracy ${points.replace('-', '−')} pp`);
}
