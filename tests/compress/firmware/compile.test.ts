// Generated files through real compilers, warnings as errors; programs of them run, and must compute as kd-gate does.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { must } from '../../../src/base/problem.ts';
import { identifierOf } from '../../../src/compress/firmware/c-text.ts';
import type { FirmwareKind } from '../../../src/compress/firmware/kinds.ts';
import type { FirmwareInput } from '../../../src/compress/firmware.ts';
import { sampleEncoder } from '../../../src/gate/evaluate.ts';
import { createInterpreter } from '../../../src/micro/interpret.ts';
import { resolve } from '../../../src/micro/resolve.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { MAKERS } from '../../micro/oracle.ts';
import { type Answer, fakeBoard } from './fake-board.ts';
import {
  compile,
  here,
  runProgram,
  STRICT,
  TOOLCHAINS,
  type Toolchain,
  writeFirmware,
  writeInto,
} from './toolchains.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

const bytesOf = (path: string) => new Uint8Array(readFileSync(here('../../../fixtures', path)));
const inputOf = (name: string, path: string, change: Partial<FirmwareInput> = {}): FirmwareInput => {
  const bytes = bytesOf(path);
  return { name, bytes, model: must(readModel(bytes)), arenaBytes: 4096, labels: [], golden: [], ...change };
};

const LABELS = ['no', 'yes "now"', 'tschüss\\', '四?', '??/', '*/ /*', 'a\nb\r\u2028', `long ${'ü'.repeat(5000)}`];
const RECORDS = [0, 1].map((record) => ({
  inputs: Uint8Array.from({ length: 10 }, (_, i) => record * 100 + i),
  outputs: Uint8Array.from({ length: 2 }, (_, i) => 255 - record * 2 - i),
}));
const MODELS = {
  int8: inputOf('kws-small', 'arena/fc_10x2.tflite', {
    labels: LABELS,
    golden: RECORDS,
    threshold: 0.25,
    normalisation: { subtract: 127.5, multiply: 1 / 127.5 },
  }),
  other: inputOf('class', 'arena/dw_k3x3_h8w8_c4_m2_s1_same.tflite'),
  float: inputOf('a_float', 'users/int8_floatio.tflite', { normalisation: { subtract: -0.1, multiply: 3 } }),
  int16: inputOf('wide', 'users/int16x8.tflite'),
  uint8: inputOf('old-uint8', 'users/uint8io.tflite'),
  variables: inputOf('memory', 'users/variable_1000.tflite', { resourceVariables: 1 }),
  // What a stranger's file may hold: scales that are no numbers, zero points beyond all types.
  damaged: withQuantization(Number.NaN, 0),
  tiny: { ...withQuantization(1e-45, 2 ** 40), threshold: 0.5 },
  steep: { ...withQuantization(1e-45, -128), threshold: 0.5 },
} as const;

function withQuantization(scale: number, zeroPoint: number): FirmwareInput {
  const input = inputOf('damaged', 'arena/fc_10x2.tflite');
  const [graph] = input.model.subgraphs;
  const tensors = graph.tensors.map((tensor) => ({
    ...tensor,
    quantization: { scales: [scale], zeroPoints: [zeroPoint], quantizedDimension: 0 },
  }));
  return { ...input, model: { ...input.model, subgraphs: [{ ...graph, tensors }] } };
}

function written(input: FirmwareInput, kinds?: readonly FirmwareKind[]): string {
  const folder = writeFirmware(input, kinds);
  folders.push(folder);
  return folder;
}

const HEADERS = ['model_data.h', 'model_settings.h', 'model_test.h'];
const INCLUDES = ['-I', here('tflm'), '-I', '.'];
const checked = (standard: string) => [`-std=${standard}`, ...STRICT, ...INCLUDES, '-fsyntax-only'];

interface Layout {
  readonly kind: Exclude<FirmwareKind, 'files'>;
  readonly program: string;
  readonly data: string;
  readonly include: string;
  /** The rest of a program. */
  readonly start: string;
  readonly flags: readonly string[];
}

/** Where the layouts have their program, and how it is started and compiled. */
const LAYOUTS: readonly Layout[] = [
  {
    ...{ kind: 'arduino', program: 'examples/NAME/NAME.ino', data: 'src/model_data.cpp', include: 'src' },
    start: 'void setup();\nvoid loop();\nint main() {\n  setup();\n  loop();\n  return 0;\n}\n',
    flags: ['-I', here('arduino'), '-include', 'Arduino.h', '-x', 'c++'],
  },
  {
    ...{ kind: 'esp-idf', program: 'examples/golden_test/main/golden_test.cc', data: 'src/model_data.cc' },
    ...{ include: 'include', flags: [] },
    start: 'extern "C" void app_main(void);\nint main() {\n  app_main();\n  return 0;\n}\n',
  },
  {
    ...{ kind: 'zephyr', program: 'samples/golden_test/src/main.cpp', data: 'src/model_data.c' },
    ...{ include: 'include', start: '', flags: [] },
  },
];

const NO_RECORDS = 'there are no golden records of this model\npassed\n';
const ANSWERS = [
  ['int8', -1, 'all 2 records: the same answers, bit for bit\npassed\n'],
  ['int8', 1, "record 1: the board answers otherwise than kd-gate's kernels\nfailed\n"],
  ['other', -1, NO_RECORDS],
  ['variables', -1, NO_RECORDS],
] as const;

test('the compilers of this machine are used, and at least one is there', () => {
  const missing = TOOLCHAINS.filter(({ isHere }) => !isHere).map(({ name }) => name);
  if (missing.length > 0) console.info(`not compiled with ${missing.join(', ')}: not on this machine`);
  expect(TOOLCHAINS.some(({ isHere, runs }) => isHere && runs)).toBe(true);
});

describe.each(TOOLCHAINS)('$name', (toolchain) => {
  const { c, cpp, flags, isHere } = toolchain;

  describe.each(Object.entries(MODELS))('of the model %s', (_, input) => {
    test.skipIf(!isHere)(
      'takes each header alone and all together, as C and as C++',
      () => {
        const folder = written(input);
        const own = HEADERS.filter((name) => name !== 'model_test.h' || input.golden.length > 0);
        const groups = [...own.map((name) => [name]), own];
        for (const standard of ['c99', 'c11']) compileEach(c, [...flags, ...checked(standard)], folder, groups, 'c');
        const all = [...own, 'model_resolver.h'];
        const groupsOfCpp = [...all.map((name) => [name]), all, all.toReversed()];
        for (const standard of ['c++11', 'c++17']) {
          compileEach(cpp, [...flags, ...checked(standard)], folder, groupsOfCpp, 'cc');
        }
      },
      60_000,
    );

    test.skipIf(!isHere)(
      'takes the array as C and as C++',
      () => {
        const folder = written(input);
        compile(c, [...flags, ...checked('c11'), '-x', 'c', 'model_data.cc'], folder);
        for (const standard of ['c++11', 'c++17']) {
          compile(cpp, [...flags, ...checked(standard), 'model_data.cc'], folder);
        }
      },
      60_000,
    );
  });

  test.skipIf(!isHere)(
    'links several models into one program',
    () => {
      const program = linkTwo(toolchain);
      expect(runProgram('./two', program).stdout).toBe(toolchain.runs ? expectedOfTwo() : '');
    },
    60_000,
  );
});

const includes = (headers: readonly string[]) => headers.map((name) => `#include "${name}"\n`).join('');

/** A source for each group of headers, all in one call. */
function compileEach(
  compiler: string,
  flags: readonly string[],
  folder: string,
  groups: readonly (readonly string[])[],
  ending: 'c' | 'cc',
): void {
  const sources = groups.map((headers, i) => {
    writeInto(join(folder, `group${i}.${ending}`), `${includes(headers)}int main(void) { return 0; }\n`);
    return `group${i}.${ending}`;
  });
  compile(compiler, [...flags, ...sources], folder);
}

/** Prints both arrays, byte by byte. */
function linkTwo({ c, cpp, flags, runs }: Toolchain): string {
  const [one, two] = [written(MODELS.int8), written(MODELS.other)];
  const print = (identifier: string) => `  for (size_t i = 0; i < ${identifier}::kModelDataBytes; i++) {
    printf("%02x", ${identifier}::kModelData[i]);
  }
  printf(" %d\\n", static_cast<int>(reinterpret_cast<uintptr_t>(${identifier}_data) % 16));\n`;
  const headers = [one, two].flatMap((folder) =>
    ['model_data.h', 'model_settings.h', 'model_resolver.h'].map((name) => `${folder}/${name}`),
  );
  writeInto(
    join(one, 'main.cc'),
    `#include <stdint.h>\n#include <stdio.h>\n${includes(headers)}int main() {
${print('kws_small_model')}${print('class_model')}  return 0;
}
`,
  );
  const object = (compiler: string, args: readonly string[], out: string) =>
    compile(compiler, [...flags, ...STRICT, ...INCLUDES, ...args, '-c', '-o', out], one);
  object(c, ['-std=c11', '-x', 'c', 'model_data.cc'], 'one.o');
  object(cpp, ['-std=c++11', `${two}/model_data.cc`], 'two.o');
  object(cpp, ['-std=c++17', 'main.cc'], 'main.o');
  // Bare metal has no system to end into.
  compile(
    cpp,
    [...flags, ...(runs ? [] : ['--specs=nosys.specs', '-Wl,--no-warnings']), 'main.o', 'one.o', 'two.o', '-o', 'two'],
    one,
  );
  return one;
}

const expectedOfTwo = () =>
  [MODELS.int8, MODELS.other].map(({ bytes }) => `${Buffer.from(bytes).toString('hex')} 0\n`).join('');

describe.each(TOOLCHAINS.filter(({ runs }) => runs))('programs of $name', ({ cpp, isHere }) => {
  const build = (folder: string, source: string, flags: readonly string[] = []) =>
    compile(cpp, ['-std=c++11', ...STRICT, ...INCLUDES, ...flags, source, '-o', 'program'], folder);

  // A sweep over the range and far beyond it, with every half between two levels of an int8.
  const SWEEP = [
    ...Array.from({ length: 2001 }, (_, i) => (i - 1000) * 0.5),
    ...Array.from({ length: 512 }, (_, i) => 127.5 + (i - 256) * 0.498046875),
    ...[0, -0, 1e-30, -1e-30, 1e30, -1e30, 1e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ];

  test.skipIf(!isHere).each(['int8', 'float', 'int16', 'uint8'] as const)(
    'put values into the input of the model %s with the bits of our evaluation',
    (key) => {
      const input = MODELS[key];
      const folder = written(input);
      const { normalisation = { subtract: 0, multiply: 1 } } = input;
      const interpreter = must(createInterpreter(must(resolve(input.model)), MAKERS.reference));
      const [tensor] = interpreter.inputs;
      const size = tensor.elements;
      const count = Math.ceil(SWEEP.length / size);
      const values = Float64Array.from({ length: count * size }, (_, i) => SWEEP[i % SWEEP.length]);
      const labels = new Int32Array(count);
      const encode = sampleEncoder(interpreter, { count, size, classes: 2, labels, values, normalisation });
      const expected = Array.from({ length: count }, (_, sample) =>
        Buffer.from(encode?.(sample) ?? []).toString('hex'),
      );
      const identifier = identifierOf(input.name);
      const helper = tensor.type === 'FLOAT32' ? 'NormalizeInput' : 'QuantizeInput';
      const cases = [...values].map((value) => `    ${cNumber(value)},\n`).join('');
      writeInto(
        join(folder, 'sweep.cc'),
        `#include <stdio.h>
#include <string.h>
#include "model_settings.h"
int main() {
  static const double values[] = {\n${cases}  };
  for (double value : values) {
    const auto fed = ${identifier}::${helper}(value);
    unsigned char bytes[sizeof(fed)];
    memcpy(bytes, &fed, sizeof(fed));
    for (unsigned char byte : bytes) printf("%02x", byte);
  }
  return 0;
}
`,
      );
      build(folder, 'sweep.cc');
      expect(runProgram('./program', folder).stdout.length).toBe(((values.length * tensor.bytes) / size) * 2);
      expect(runProgram('./program', folder).stdout).toBe(expected.join(''));
    },
    60_000,
  );

  test.skipIf(!isHere)('have labels with the bytes that the data have, as far as compilers take them', () => {
    const folder = written(MODELS.int8);
    writeInto(
      join(folder, 'labels.cc'),
      '#include <stdio.h>\n#include "model_settings.h"\nint main() {\n' +
        '  for (const char* label : kws_small_model::kLabels) printf("%s%c", label, 0);\n  return 0;\n}\n',
    );
    build(folder, 'labels.cc');
    const found = runProgram('./program', folder).stdout.split('\0').slice(0, -1);
    expect(found.slice(0, -1)).toEqual(LABELS.slice(0, -1));
    // 5 bytes of "long " and whole characters of two bytes: 4,094 are the most that C99 promises.
    expect(found.at(-1)).toBe(`long ${'ü'.repeat(2044)}`);
  });

  test.skipIf(!isHere)('put what is no number at the lower end of the range', () => {
    const folder = written(MODELS.int8);
    const body = 'return kws_small_model::QuantizeInput(NAN) == -128 ? 0 : 1;';
    writeInto(join(folder, 'nan.cc'), `#include "model_settings.h"\nint main() { ${body} }\n`);
    build(folder, 'nan.cc');
    expect(runProgram('./program', folder).status).toBe(0);
  });

  test
    .skipIf(!isHere)
    .each(LAYOUTS.flatMap((layout) => ANSWERS.map(([key, wrong, said]) => ({ ...layout, key, wrong, said }))))(
    'laid out for $kind, model $key, say of a wrong answer in record $wrong what is so',
    ({ key, wrong, said, ...layout }) => {
      const input = MODELS[key];
      const identifier = identifierOf(input.name);
      const folder = join(written(input, [layout.kind]), layout.kind, identifier);
      const include = ['-I', layout.include];
      writeInto(join(folder, 'board.cc'), fakeBoard(answersOf(input, wrong), layout.start));
      const object = (source: string, out: string, flags: readonly string[] = ['-std=c++11']) =>
        compile(cpp, [...flags, ...STRICT, ...INCLUDES, ...include, '-c', source, '-o', out], folder);
      object(layout.program.replaceAll('NAME', identifier), 'test.o', ['-std=c++11', ...layout.flags]);
      object('board.cc', 'board.o');
      object(layout.data, 'data.o', layout.data.endsWith('.c') ? ['-std=c11', '-x', 'c'] : ['-std=c++11']);
      compile(cpp, ['test.o', 'board.o', 'data.o', '-o', 'program'], folder);
      const { status, stdout } = runProgram('./program', folder);
      expect(stdout).toMatch(/^arena: 1000 of \d+ bytes used\n/);
      expect(stdout.slice(stdout.indexOf('\n') + 1)).toBe(said);
      expect(status).toBe(layout.kind === 'zephyr' && wrong >= 0 ? 1 : 0);
    },
    60_000,
  );
});

/** Of the golden records, one bit wrong in record `wrong`. */
function answersOf({ golden }: FirmwareInput, wrong: number): readonly Answer[] {
  return golden.map(({ inputs, outputs }, i) => ({
    asked: inputs,
    given: i === wrong ? outputs.map((byte) => byte ^ 1) : outputs,
  }));
}

/** Seventeen digits give back the same double. */
function cNumber(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? 'INFINITY' : '-INFINITY';
  return Object.is(value, -0) ? '-0.0' : value.toExponential(16);
}
