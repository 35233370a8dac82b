// Choosing what DECODE unpacks: dense layers of made-up weights, whose savings can be told by hand.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { must, problemsOf } from '../../src/base/problem.ts';
import type { DecodeLimits } from '../../src/gate/decode-costs.ts';
import { chooseDecode, DECODE_CODE_BYTES, type DecodeChoice, type DecodeInput } from '../../src/gate/decode-weights.ts';
import { profileOf } from '../../src/micro/profile.ts';
import type { Model } from '../../src/tflite/model.ts';
import { readModel } from '../../src/tflite/read.ts';
import { writeModel } from '../../src/tflite/write.ts';
import { boardOf } from '../board/shipped.ts';
import { unpackedModel } from '../compress/decode/unpacked.ts';
import { clusteredWeights, denseModel, int8s } from '../compress/decode/weights.ts';
import { ORACLE } from '../micro/oracle.ts';
import { arenaFor } from '../micro/simulate.ts';

/** A Cortex-M4F whose time is known, with 256 KiB of RAM. */
const nano = boardOf('arduino-nano-33-ble');
/** A Cortex-M0+, whose time nobody has measured. */
const m0 = boardOf('nucleo-g0b1re');

const WIDTH = 256;
const WEIGHTS = WIDTH * WIDTH;
const clustered = (values: number, layers = 1) =>
  denseModel({
    width: WIDTH,
    weights: Array.from({ length: layers }, (_, i) => clusteredWeights(i + 1, WEIGHTS, values)),
  });

type Asked = Partial<Pick<DecodeInput, 'boards'>> & { readonly limits?: DecodeLimits };

/** The same limits on every board. */
function choice(model: Model, { boards = [nano], limits = {} }: Asked = {}): DecodeChoice {
  return must(chooseDecode({ model, boards, limits: () => limits, write: writeModel }));
}
const fileOf = ({ file }: DecodeChoice) =>
  must(readModel(file)).subgraphs[0].operators.map(({ customCode, code }) => customCode ?? code);

describe('where it pays', () => {
  test('65,536 weights of 16 values become 32,768 B of indices and 32 B of header and table', () => {
    const chosen = choice(clustered(16));
    expect(chosen.reason).toBeUndefined();
    expect(fileOf(chosen)).toEqual(['TFLM_DECODE', 'FULLY_CONNECTED']);
    expect(chosen.weights).toMatchObject([
      {
        name: 'layer0/weights',
        plainBytes: 65_536,
        encoding: { kind: 'lut', label: 'LUT of 4 bits, 1 table', bytes: 32_800 },
      },
    ]);
    const { price } = chosen;
    const { before, after } = price ?? {};
    // All but two tensors, an operator, its code's name and a buffer.
    const saved = (before?.fileBytes ?? 0) - (after?.fileBytes ?? 0);
    expect(saved).toBeLessThan(32_768);
    expect(saved).toBeGreaterThan(32_768 - 400);
    expect(price?.codeBytes).toBe(18_576);
    expect(price?.flashSavedBytes).toBe(saved - 18_576);
    expect(chosen.weights[0].encoding?.savedBytes).toBe(saved);
    expect(after?.fileBytes).toBe(chosen.file.length);
  });

  test('the unpacked weights lie in the arena, and cost 54 instructions for 16 of them', () => {
    const { price, file } = choice(clustered(16));
    const [before] = price?.before.profiles ?? [];
    const [after] = price?.after.profiles ?? [];
    expect(before.profile).toBe('cortex-m4f/cmsis_nn');
    expect(after.arenaBytes).toBe(must(arenaFor(must(readModel(file)), profileOf(nano.profile))).arenaMinBytes);
    expect(after.arenaBytes - before.arenaBytes).toBeGreaterThanOrEqual(WEIGHTS);
    const more = Number(after.instructions) - Number(before.instructions);
    expect(Math.abs(more / ((54 / 16) * WEIGHTS) - 1)).toBeLessThan(0.02);
    const [fast, slow] = [price?.before.boards[0].latencyMs, price?.after.boards[0].latencyMs];
    expect(Number(slow)).toBeGreaterThan(Number(fast));
  });

  test('code is counted once for all layers', () => {
    const { price, weights } = choice(clustered(64, 3));
    const saved = (price?.before.fileBytes ?? 0) - (price?.after.fileBytes ?? 0);
    expect(weights.every(({ encoding }) => encoding)).toBe(true);
    expect(saved).toBe(weights.reduce((sum, { encoding }) => sum + (encoding?.savedBytes ?? 0), 0));
    expect(price?.flashSavedBytes).toBe(saved - DECODE_CODE_BYTES);
  });

  test('code that the model has already costs nothing', () => {
    const [first] = [choice(clustered(16))];
    const small = denseModel({ width: 32, weights: [clusteredWeights(1, 1024, 4)] });
    const [graph] = first.model.subgraphs;
    // A second subgraph, whose layer alone wouldn't pay.
    const joined: Model = {
      ...first.model,
      buffers: [...first.model.buffers, small.buffers[1]],
      subgraphs: [
        graph,
        {
          ...small.subgraphs[0],
          tensors: small.subgraphs[0].tensors.map((t) =>
            t.buffer === 0 ? t : { ...t, buffer: first.model.buffers.length },
          ),
        },
      ],
    };
    expect(choice(small).reason).toMatch(/less than the 18,576 B of code/);
    const { price, reason } = choice(joined);
    expect(reason).toBeUndefined();
    expect(price?.codeBytes).toBe(0);
  });

  test('of more than 128 tensors those that could save most are tried', () => {
    const weights = Array.from({ length: 130 }, (_, i) => clusteredWeights(i, 48 * 48, i < 2 ? 16 : 4));
    const reasons = choice(denseModel({ width: 48, weights })).weights.map(({ reason }) => reason);
    const left = 'not among the 128 that could save most';
    expect(reasons).toEqual([left, left, ...Array(128).fill(undefined)]);
  });

  test('the same choice, and the same bytes, each time', () => {
    expect(choice(clustered(16, 2)).file).toEqual(choice(clustered(16, 2)).file);
  });
});

describe('which encoding', () => {
  // 16 values, three quarters of the weights the first, of the rest again: 1.3 bits each, where a table takes 4.
  const skewed = Array.from({ length: WEIGHTS }, (_, i) => (i < 16 ? i : (31 - Math.clz32(i & -i)) >> 1));

  test('code words where they save a byte more than tables for each 100 instructions', () => {
    expect(choice(denseModel({ width: WIDTH, weights: [int8s(skewed)] })).weights[0].encoding?.kind).toBe('huffman');
  });

  test('tables where code words would save a little more, and take eight times as long', () => {
    // Half of the weights 0, the others one of 15 values: 3 bits each.
    const half = skewed.map((_, i) => (i % 2 ? 0 : 1 + ((i * 7) % 15)));
    expect(choice(denseModel({ width: WIDTH, weights: [int8s(half)] })).weights[0].encoding?.kind).toBe('lut');
  });

  test('a mask where most weights are pruned and the others have many values', () => {
    const pruned = clusteredWeights(5, WEIGHTS, 256).map((value, i) => (i % 4 === 0 ? value : 0));
    const { encoding } = choice(denseModel({ width: WIDTH, weights: [pruned] })).weights[0];
    expect(encoding?.kind).toBe('prune');
  });

  test('the tables where there is no time for code words', () => {
    const model = denseModel({ width: WIDTH, weights: [int8s(skewed)] });
    const slow = Number(choice(model).price?.after.boards[0].latencyMs);
    const limited = choice(model, { limits: { latencyMs: slow - 1 } });
    expect(limited.weights[0].encoding?.kind).toBe('lut');
  });
});

describe('the model stays as it was', () => {
  const stays = (model: Model, input: Asked = {}) => {
    const { file, reason, model: kept } = choice(model, input);
    expect(kept).toBe(model);
    expect(file).toEqual(writeModel(model));
    return reason;
  };

  test('where the code takes more than the weights save, and the price says how much', () => {
    const model = denseModel({ width: 64, weights: [clusteredWeights(1, 4096, 16)] });
    expect(stays(model)).toMatch(/^saves 1,\d\d\d B of weights, less than the 18,576 B of code that DECODE adds$/);
    expect(choice(model).price?.flashSavedBytes).toBeLessThan(-16_000);
  });

  test('where no encoding is smaller', () => {
    const model = clustered(256);
    expect(stays(model)).toMatch(/^no weights take fewer bytes compressed/);
    expect(choice(model).weights).toEqual([
      { name: 'layer0/weights', plainBytes: 65_536, reason: 'takes no fewer bytes compressed' },
    ]);
  });

  test('where the arena would be over its limit', () => {
    const reason = stays(clustered(16), { limits: { arenaBytes: 65_536 } });
    expect(reason).toMatch(/"layer0\/weights".* takes an arena of 6\d,\d\d\d B on arduino-nano-33-ble, over 65,536 B$/);
  });

  test('where a board has not so much RAM', () => {
    const small = { ...nano, ramBytes: 64 * 1024 };
    expect(stays(clustered(16), { boards: [nano, small] })).toMatch(/arduino-nano-33-ble has 65,536 B of RAM$/);
  });

  test('where the model is over a limit without it', () => {
    expect(stays(clustered(16), { limits: { arenaBytes: 100 } })).toMatch(/^the model as it is takes an arena/);
  });

  test('where it would take too long', () => {
    const fast = Number(choice(clustered(16)).price?.before.boards[0].latencyMs);
    expect(stays(clustered(16), { limits: { latencyMs: fast + 0.1 } })).toMatch(/ms on arduino-nano-33-ble, over/);
  });

  test('where time is limited on a board that has not been measured', () => {
    expect(stays(clustered(16), { boards: [nano, m0], limits: { latencyMs: 1000 } })).toMatch(
      /its time on nucleo-g0b1re is not measured: this chip has not been measured/,
    );
  });

  test('where the model brings a plan for its memory', () => {
    const model = { ...clustered(16), metadata: [{ name: 'OfflineMemoryAllocation', buffer: 2 }] };
    const plan = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, ...Array(12).fill(255)]);
    const planned = { ...model, buffers: [...model.buffers, plan] };
    expect(stays(planned)).toMatch(/brings its own memory plan/);
  });
});

test('without a limit on time a board that has not been measured forbids nothing, and has no figure', () => {
  const { price, reason } = choice(clustered(16), { boards: [m0] });
  expect(reason).toBeUndefined();
  expect(price?.after.boards[0].latencyMs).toMatchObject({ reason: expect.stringMatching(/has not been measured/) });
  expect(price?.after.profiles[0].arenaBytes).toBeGreaterThan(65_536);
});

test("what TFLM refuses stays the model's problem", () => {
  const wrong = { ...clustered(16), version: 2 };
  const outcome = chooseDecode({ model: wrong, boards: [nano], limits: () => ({}), write: writeModel });
  expect(problemsOf(outcome).map(({ code }) => code)).toEqual(['micro/schema-version']);
});

interface Size {
  readonly name: string;
  /** Plain and with DECODE, both without names and what else TFLM doesn't read. */
  readonly lean_u: number;
  readonly lean_c: number;
  readonly arm_min: readonly number[];
  readonly insn: readonly number[];
}

const SIZES = join(ORACLE, 'decode/sizes.json');
const sizes: readonly Size[] = existsSync(SIZES) ? JSON.parse(readFileSync(SIZES, 'utf8')) : [];

describe.skipIf(sizes.length === 0)("the oracle's clustered and pruned models (needs ../shared)", () => {
  const plain = (name: string) => {
    const file = readFileSync(join(ORACLE, 'decode/models', name, 'model.tflite'));
    return unpackedModel(must(readModel(file))).plain;
  };

  test.each(sizes)('$name is chosen where what was measured saves more than the code', ({ name, lean_u, lean_c }) => {
    const { reason, price } = choice(plain(name));
    expect(reason === undefined).toBe(lean_u - lean_c > DECODE_CODE_BYTES);
    if (reason === undefined) expect(price?.flashSavedBytes).toBeGreaterThan(0);
  });

  test('the autoencoder with 16 values has the arena of the chip, and its instructions within 2 %', () => {
    const measured = sizes.find(({ name }) => name === 'ad01_lut4c_lean');
    const { price } = choice(plain('ad01_lut4c_lean'));
    const [{ arenaBytes, instructions }] = price?.after.profiles ?? [];
    expect(arenaBytes).toBe(measured?.arm_min[1]);
    expect(Math.abs(Number(instructions) / (measured?.insn[1] ?? 0) - 1)).toBeLessThan(0.02);
  });
});
