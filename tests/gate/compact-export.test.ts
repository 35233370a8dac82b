// `export: { compact: true }` through the whole gate: the digits student of README.md, from training to the firmware.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { done, failed, must, problemsOf } from '../../src/base/problem.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { resolveBoards } from '../../src/config/resolve-boards.ts';
import { evaluateOn } from '../../src/gate/evaluate.ts';
import { type GateResult, runGate } from '../../src/gate/gate.ts';
import { singleTrainer } from '../../src/nn/train.ts';
import { renderComment } from '../../src/report/comment.ts';
import { readReport } from '../../src/report/read.ts';
import { renderJson, renderText } from '../../src/report/text.ts';
import { createMemory, wasmKernels } from '../../src/simd/wasm.ts';
import { type OpenResults, resultsOf } from '../../src/store/results.ts';
import { inventoryOf } from '../../src/tflite/inventory.ts';
import { labelsOf } from '../../src/tflite/metadata/labels.ts';
import { memoryStore } from '../store/memory-folder.ts';

const root = join(import.meta.dirname, '../..');
const module = new WebAssembly.Module(readFileSync(join(root, 'dist/kernels.wasm')));
const folder = join(root, 'fixtures/digits');
const unused = () => {
  throw new Error('not needed');
};
const BOARDS = '    boards: [arduino-nano-33-ble]';

function run(exported: string, stages?: string[], results?: OpenResults) {
  const text = readFileSync(join(folder, 'kd.yaml'), 'utf8').replace(BOARDS, `${exported}${BOARDS}`);
  return runText(text, stages, results);
}

async function runText(text: string, stages: string[] = [], results = resultsOf(memoryStore())) {
  const spec = must(parseSpec(text, 'kd.yaml'));
  const outcome = await runGate({
    spec,
    specSha256: 'ab'.repeat(32),
    boards: must(await resolveBoards(unused, spec)),
    tool: { name: 'kd-gate', version: '1.2.3', kernelsSha256: 'cd'.repeat(32) },
    tools: {
      read: async (path) => {
        try {
          return done(readFileSync(join(folder, path)));
        } catch {
          return failed({ code: 'file/missing', message: path });
        }
      },
      makeKernels: (bytes) => wasmKernels(module, createMemory(bytes)),
      makeTrainer: singleTrainer((memory) => wasmKernels(module, memory)),
      evaluate: evaluateOn(1, unused),
      onProgress: ({ stage }) => stages.push(stage),
    },
    results,
  });
  return must(outcome);
}

const contentOf = ({ artifacts }: GateResult, name: string) => {
  const artifact = artifacts.find((each) => each.name === name);
  return artifact === undefined ? undefined : Buffer.from(artifact.content);
};
const COMPACT = '    export: { compact: true }\n';

describe('the digits student', () => {
  const store = memoryStore();
  let full: GateResult;
  let compact: GateResult;
  beforeAll(async () => {
    full = await run('', [], resultsOf(store));
    compact = await run(COMPACT, [], resultsOf(store));
  }, 120_000);

  test('takes at most 5,300 bytes of 7,552, answers the same and needs no more', () => {
    const [was] = full.report.models;
    const [is] = compact.report.models;
    expect([was.model.sizeBytes, was.model.compact]).toEqual([7552, undefined]);
    expect(is.model.sizeBytes).toBeLessThanOrEqual(5300);
    expect(is.model.compact).toEqual({ fullBytes: 7552 });
    expect([is.accuracy, is.answersBySample]).toEqual([was.accuracy, was.answersBySample]);
    expect(is.boards[0].latencyMs).toBe(was.boards[0].latencyMs);
    const arenaOf = ({ model }: typeof is) => model.profiles['cortex-m4f/cmsis_nn'].arenaMinBytes;
    expect(arenaOf(is)).toBeLessThanOrEqual(arenaOf(was));
  });

  test('is shipped in both forms: the board has the compact one, TensorFlow the one of before', () => {
    const model = contentOf(compact, 'model.tflite');
    expect(contentOf(compact, 'model.full.tflite')).toEqual(contentOf(full, 'model.tflite'));
    expect(model).toHaveLength(compact.report.models[0].model.sizeBytes);
    expect(contentOf(full, 'model.full.tflite')).toBeUndefined();
    const bytes = String(contentOf(compact, 'model_data.cc')).match(/0x[0-9a-f]{2}/g) ?? [];
    expect(Buffer.from(bytes.map(Number))).toEqual(model);
    // Scales, zero points and shapes are those of before; the arena may be smaller.
    const settings = (result: GateResult) => String(contentOf(result, 'model_settings.h')).replace(/rena.*=.*/gi, '');
    expect(settings(compact)).toBe(settings(full));
    expect(contentOf(compact, 'model_test.h')).toEqual(contentOf(full, 'model_test.h'));
  });

  // The issue: 1,784 B of tensor data, of the rest 1,640 B zero points. Each list has 4 bytes for its length.
  test('of before holds what the issue counted', () => {
    const bytes = must(inventoryOf(contentOf(compact, 'model.full.tflite') ?? new Uint8Array()));
    const [data, zeroPoints] = [bytes.get('tensor data') ?? 0, bytes.get('zero points') ?? 0];
    expect([(data - 1784) % 4, (zeroPoints - 1640) % 4]).toEqual([0, 0]);
    expect([(data - 1784) / 4, (zeroPoints - 1640) / 4]).toEqual([9, 21]);
  });

  test('is reported in one line, in every form, and reads back', () => {
    const line = /compact export +(\| )?7,552\sB → \d,\d{3}\sB/;
    expect(renderText(compact.report, { colour: false })).toMatch(line);
    expect(renderComment(compact.report)).toMatch(line);
    expect(renderText(full.report, { colour: false })).not.toContain('compact');
    expect(must(readReport(renderJson(compact.report), 'report.json'))).toEqual(compact.report);
  });

  test('is stored by what export says', async () => {
    const stages: string[] = [];
    const again = await run(COMPACT, stages, resultsOf(store));
    expect(stages).toEqual(['stored']);
    expect(contentOf(again, 'model.full.tflite')).toEqual(contentOf(full, 'model.tflite'));
    expect(again.report.models[0].model).toEqual(compact.report.models[0].model);
  });
});

test('of a model that the user brings the compact file is judged', async () => {
  const teacher = readFileSync(join(folder, 'teacher.tflite'));
  const budget = `budgets: { size: { max: ${teacher.length - 1} B } }`;
  const yaml = (exported: string) =>
    `version: 1\nmodels:\n  m:\n    student: { tflite: teacher.tflite }\n${exported}    ${budget}\n`;
  const [full, compact] = [await runText(yaml('')), await runText(yaml(COMPACT))];
  expect([full.report.verdict, compact.report.verdict]).toEqual(['fail', 'pass']);
  expect(contentOf(compact, 'model.full.tflite')).toEqual(teacher);
  expect(compact.report.models[0].model.compact).toEqual({ fullBytes: teacher.length });
});

test('export says nothing else, and compact is yes or no', () => {
  const parse = (exported: string) =>
    parseSpec(`version: 1\nmodels:\n  m:\n    student: { tflite: m.tflite }\n    export: ${exported}\n`, 'kd.yaml');
  const codesOf = (exported: string) => {
    const outcome = parse(exported);
    return outcome.ok ? [] : outcome.problems.map(({ code, place }) => [code, place?.line]);
  };
  expect(must(parse('{}')).models.m.export).toEqual({ compact: false, decode: 'off', metadata: false });
  expect(codesOf('{ compat: true }')).toEqual([['spec/unknown-key', 5]]);
  expect(codesOf('{ compact: small }')).toEqual([['spec/type', 5]]);
});

describe('metadata of the digits student', () => {
  const METADATA = '    export: { metadata: true }\n';
  let plain: GateResult;
  let described: GateResult;
  let both: GateResult;
  const BOTH = '    export: { metadata: true, compact: true, firmware: [arduino] }\n';
  const store = memoryStore();
  beforeAll(async () => {
    plain = await run('', [], resultsOf(store));
    described = await run(METADATA, [], resultsOf(store));
    both = await run(BOTH, [], resultsOf(store));
  }, 120_000);

  test('are in model.tflite with the names of the ten classes, and cost what the report says', () => {
    const file = contentOf(described, 'model.tflite') ?? new Uint8Array();
    expect(must(labelsOf(file))).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    const [was] = plain.report.models;
    const [is] = described.report.models;
    expect(is.model.metadata).toEqual({ bytes: is.model.sizeBytes - was.model.sizeBytes });
    expect(is.model.profiles).toEqual(was.model.profiles);
    expect(is.answersBySample).toEqual(was.answersBySample);
    expect(renderText(described.report, { colour: false })).toMatch(/metadata +[\d,]+ B of model.tflite\n/);
    expect(must(readReport(renderJson(described.report), 'report.json'))).toEqual(described.report);
  });

  test('stay out of the compact file, and are in the one that TensorFlow reads', () => {
    const full = contentOf(both, 'model.full.tflite') ?? new Uint8Array();
    expect(full).toEqual(contentOf(described, 'model.tflite'));
    expect(must(labelsOf(contentOf(both, 'model.tflite') ?? full))).toBeUndefined();
    expect(renderText(both.report, { colour: false })).toContain('B of model.full.tflite, none on the board');
  });

  test('and the folders of the toolchains that were named are artifacts, the plain files where none was', () => {
    const names = (result: GateResult) => result.artifacts.map(({ name }) => name);
    expect(names(both)).toContain('arduino/NAME/library.properties');
    expect(names(both)).toContain('labels.txt');
    expect(names(both)).not.toContain('model_data.cc');
    expect(names(plain)).toContain('model_data.cc');
    expect(names(plain)).not.toContain('labels.txt');
  });

  test('are found again in the store, folders and all', async () => {
    const stages: string[] = [];
    const again = await run(BOTH, stages, resultsOf(store));
    expect(stages).toEqual(['stored']);
    const texts = ({ artifacts }: GateResult) =>
      artifacts.map(({ name, content }) => [name, String(Buffer.from(content))]);
    expect(texts(again)).toEqual(texts(both));
  });
});

test('metadata are not written into a model that the user brings', () => {
  const text = 'version: 1\nmodels:\n  m:\n    student: { tflite: m.tflite }\n    export: { metadata: true }\n';
  expect(problemsOf(parseSpec(text, 'kd.yaml'))).toMatchObject([
    { code: 'spec/choice', place: { line: 5, path: 'models.m.export.metadata' } },
  ]);
});
