// What README.md's claims stand on: how many checks run from fixtures/oracle, and how many more ../shared would add.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { espLatencies, index, latencies, type PublishedRow, table } from '../fixtures/oracle/evidence.ts';
import { evidenceFiles } from '../scripts/evidence.ts';
import { crc32, sha256Hex } from '../src/base/digest.ts';
import { ARENA_DIFFERENCES, countOf, OUTPUT_DIFFERENCES, UNPREDICTED } from './known-differences.ts';
import { stored } from './micro/ops/stored.ts';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'fixtures/oracle');
const shared = join(root, '../shared');

test('the checks that run from fixtures/oracle, and those that ../shared adds', () => {
  const { checks } = index();
  const setAside: Readonly<Partial<Record<string, number>>> = {
    arenas: countOf(ARENA_DIFFERENCES),
    instructions: UNPREDICTED,
    outputs: countOf(OUTPUT_DIFFERENCES),
  };
  const line = (...cells: (string | number)[]) =>
    cells.map((cell, i) => (i === 0 ? `${cell}`.padEnd(14) : `${cell}`.padStart(18))).join('');
  const rows = Object.entries(checks).map(([kind, { fixtures, shared: more }]) =>
    line(kind, fixtures - (setAside[kind] ?? 0), setAside[kind] ?? 0, more),
  );
  console.log([line('checks of', 'from fixtures', 'set aside', 'more in ../shared'), ...rows].join('\n'));
  for (const { fixtures } of Object.values(checks)) expect(fixtures).toBeGreaterThan(0);
  expect(checks.arenas.fixtures).toBe(table('arenas').length);
  expect(checks.instructions.fixtures).toBe(table('counts').length);
});

describe('fixtures/oracle is whole', () => {
  const { files } = index();

  test('every file is as it was collected, none is large, and none is left over', () => {
    const digests = Object.keys(files).map((name) => {
      const bytes = readFileSync(join(folder, name));
      return [name, { bytes: bytes.length, sha256: sha256Hex(bytes) }];
    });
    expect(Object.fromEntries(digests)).toEqual(files);
    const sizes = Object.values(files).map(({ bytes }) => bytes);
    expect(Math.max(...sizes)).toBeLessThan(1_000_000);
    expect(sizes.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThan(3_000_000);
    const byHand = [
      ...['README.md', 'architectures.json', 'esp-latencies.json'],
      ...['evidence.ts', 'index.json', 'latencies.json'],
    ];
    expect(readdirSync(folder).sort()).toEqual([...Object.keys(files), ...byHand].sort());
  });

  /** The files of fixtures/operators have the case's test in its name, and the types behind it. */
  interface Case {
    readonly op: string;
    readonly test: string;
    readonly isRefused: boolean;
    readonly outputs: readonly string[];
  }

  function casesAtHand(): Case[] {
    const bytesOf = (outputs: readonly string[]) => Buffer.concat(outputs.map((text) => Buffer.from(text, 'base64')));
    const crcOf = (outputs: readonly string[]) => crc32(bytesOf(outputs)).toString(16).padStart(8, '0');
    const own = ['add', 'conv2d', 'depthwise-conv2d', 'fully-connected', 'pooling'].flatMap((name): Case[] =>
      JSON.parse(readFileSync(join(root, `fixtures/operators/${name}.json`), 'utf8')).map(
        (c: { name: string; refused: boolean; operator: { code: string }; steps: { outputs: string[] }[] }) => ({
          op: c.operator.code,
          test: c.name.split(' ')[0],
          isRefused: c.refused,
          outputs: c.steps.map(({ outputs }) => crcOf(outputs)),
        }),
      ),
    );
    const others = stored.map(({ op, test: name, prepare_status, steps }) => ({
      op,
      test: name.split(' ')[0],
      isRefused: prepare_status !== 0,
      outputs: steps.map(({ outputs }) => crcOf(outputs)),
    }));
    return [...own, ...others];
  }

  test('every case of fixtures/operators is a recorded one, with the outputs of the record', () => {
    const recorded = table('cases');
    const answers = new Set(
      recorded.flatMap(({ op, test: name, steps, prepareStatus }) => {
        const crcs = prepareStatus === 0 ? steps.map(([, crc]) => crc) : [];
        return `${op} ${name.split(' ')[0]} ${crcs}`;
      }),
    );
    const cases = casesAtHand();
    const unknown = cases.filter((c) => !answers.has(`${c.op} ${c.test} ${c.isRefused ? [] : c.outputs}`));
    expect(unknown).toEqual([]);
    expect(cases.length).toBe(index().checks.cases.fixtures);
    expect(recorded.length).toBe(index().checks.cases.fixtures + index().checks.cases.shared);
  });

  test('every latency that calibrates a chip was published, by that source, and none of grade C or X', () => {
    const published = table('published');
    const isFrom = (row: PublishedRow, source: string) => {
      const [, round, submitter] = /^MLPerf Tiny (\S+) closed\/(\S+)$/.exec(source) ?? [];
      if (submitter) return row.version === round && row.submitter === submitter;
      return row.source?.includes(source.split(' ')[0]) && (row.quality === 'A' || row.quality === 'B');
    };
    const rows = latencies().chips.flatMap(({ name, rows: measured }) =>
      measured.map((row) => [name, ...row] as const),
    );
    const operators = table('published-operators');
    const isSum = (model: string, ms: number, source: string) => {
      const layers = operators.filter((row) => row.model === model && row.source.includes(source.split(' ')[0]));
      return Math.abs(layers.reduce((sum, { us }) => sum + Number(us), 0) / 1000 - ms) < 1e-3;
    };
    const missing = rows.filter(([, model, ms, source]) => {
      if (source.endsWith('its layers added up')) return !isSum(model, ms, source);
      return !published.some((row) => row.latencyMs === ms && isFrom(row, source));
    });
    expect(missing).toEqual([]);
    expect(rows.length).toBe(index().checks.latencies.fixtures);
  });

  test('every latency of an ESP32 chip was published for that chip and clock; only C3 has one of grade C', () => {
    const published = table('published');
    const rows = espLatencies().chips.flatMap(({ name, rows: measured, checks }) =>
      [...measured, ...checks].map(([, mhz, ms, , source]) => ({ name, mhz, ms, from: source.split(' ')[0] })),
    );
    const gradesOf = ({ name, mhz, ms, from }: (typeof rows)[number]) =>
      published
        .filter(
          (row) =>
            row.latencyMs === ms &&
            `${row.mcu ?? row.board}`.startsWith(name) &&
            row.mhz === mhz &&
            row.source?.includes(from),
        )
        .map(({ quality }) => `${quality}`);
    expect(rows.filter((row) => gradesOf(row).length === 0)).toEqual([]);
    const doubtful = rows.filter((row) => gradesOf(row).every((grade) => grade > 'B'));
    expect(doubtful.map(({ name, ms }) => [name, ms])).toEqual([['ESP32-C3', 3355]]);
  });

  test('every layer that calibrates a chip was published', () => {
    const operators = table('published-operators').filter(({ cores }) => cores === 1);
    const layers = latencies().chips.flatMap((chip) => (chip.layers ?? []).map((layer) => ({ chip, layer })));
    const missing = layers.filter(
      ({ chip, layer: [, index, us] }) =>
        !operators.some((row) => row.board === chip.board && row.index === index && row.us === us),
    );
    expect(missing).toEqual([]);
    expect(layers.length).toBe(27);
  });
});

test('every property test has a seed, which is printed when it fails', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((f) =>
    f.endsWith('.ts'),
  );
  const unseeded = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), 'utf8');
    const parts = text.split('fc.assert(').slice(1);
    const dice = /Math\.random\(/.test(text) ? [`${file}: Math.random`] : [];
    return [
      ...dice,
      ...parts.filter((part) => !/\bseed: \d/.test(part)).map((part) => `${file}: ${part.slice(0, 60)}`),
    ];
  });
  expect(unseeded.filter((text) => !text.startsWith('evidence.test.ts'))).toEqual([]);
});

describe.skipIf(!existsSync(shared))('where the figures come from (needs ../shared)', () => {
  test('fixtures/oracle is what scripts/collect-evidence.ts writes', () => {
    const written = evidenceFiles(root, shared);
    const changed = [...written].filter(([name, bytes]) => !readFileSync(join(folder, name)).equals(bytes));
    expect(changed.map(([name]) => name)).toEqual([]);
  });
});

test.each([
  ['README.md', 'kd.yaml', 1],
  ['README.md', 'kd.yaml', 3],
  ['docs/shrink.md', 'shrink.yaml', 2],
])('the example of %s, fixtures/digits/%s on %i threads: the same model, to the byte', (page, spec, threads) => {
  const readme = readFileSync(join(root, page), 'utf8');
  const [, sha256] = /sha256 of the model (\w+)/.exec(readme) ?? [];
  const out = mkdtempSync(join(tmpdir(), 'kd-gate-'));
  try {
    const command = [
      'dist/cli.cjs',
      'run',
      `fixtures/digits/${spec}`,
      '--out',
      out,
      '--no-store',
      '--threads',
      String(threads),
    ];
    const text = execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
    expect(sha256Hex(readFileSync(join(out, 'digits/model.tflite')))).toBe(sha256);
    const printed = readme.split('```').find((block) => block.startsWith('text\ndigits: pass')) ?? '';
    expect(printed).not.toBe('');
    expect(text).toContain(printed.slice('text'.length).trim());
  } finally {
    rmSync(out, { recursive: true });
  }
});

test('what distillation gains: the first row of docs/distillation.md comes out again', () => {
  const rowOf = (text: string) => /^ *1 +[\d.]+ +[\d.]+ .*$/m.exec(text)?.[0].trim().split(/ +/);
  const command = ['bench/run.mjs', 'bench/distill.ts', 'fixtures/digits/kd.yaml', '1'];
  const text = execFileSync(process.execPath, command, { cwd: root, encoding: 'utf8', stdio: 'pipe' });
  const printed = rowOf(readFileSync(join(root, 'docs/distillation.md'), 'utf8'));
  expect(printed?.length).toBe(7);
  expect(rowOf(text)).toEqual(printed);
});
