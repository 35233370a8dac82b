import { describe, expect, test } from 'vitest';
import { must } from '../../src/base/problem.ts';
import type { Board, NamedBoard } from '../../src/board/board.ts';
import { parseSpec } from '../../src/config/parse.ts';
import { compareRules, isSameBoard, type Rules, renamedModels, rulesOf } from '../../src/config/rules.ts';
import type { Spec } from '../../src/config/spec.ts';

const BOARD: Board = {
  id: 'ours',
  name: 'Ours',
  mcu: 'nRF52840',
  profile: 'cortex-m4f/cmsis_nn',
  clockHz: 64_000_000,
  ramBytes: 262_144,
  flashBytes: 1_048_576,
  sources: [],
};
const OTHER: Board = { ...BOARD, id: 'other' };
const BOARDS = new Map([
  ['ours.yaml', BOARD],
  ['other.yaml', OTHER],
]);

interface Part {
  readonly budgets?: string;
  readonly boards?: string;
  readonly test?: string;
  readonly stream?: string;
  readonly file?: string;
}

function model(
  name: string,
  { budgets = '{}', boards = '[]', test: set = '{ npz: t.npz }', stream, file = 'm.tflite' }: Part,
): string {
  return `
  ${name}:
    data: { test: ${set}${stream ? `, stream: ${stream}` : ''} }
    student: { tflite: ${file} }
    boards: ${boards}
    budgets: ${budgets}`;
}

function specOf(...models: string[]): Spec {
  return must(parseSpec(`version: 1\nmodels:${models.join('')}\n`, 'kd.yaml'));
}

function rules(spec: Spec, boards: ReadonlyMap<string, Board> = BOARDS): Rules {
  return rulesOf(spec, boards);
}

function changes(before: Spec, after: Spec, boards?: ReadonlyMap<string, Board>): string[] {
  return compareRules(rules(before), rules(after, boards), after).map(({ text, effect }) => `${effect}: ${text}`);
}

const between = (before: Part, after: Part, boards?: ReadonlyMap<string, Board>) =>
  changes(specOf(model('m', before)), specOf(model('m', after)), boards);

describe('budgets', () => {
  // The first line is the issue's own.
  test.each<[string, string, string[]]>([
    ['{ size: { max: 8 KiB } }', '{ size: { max: 80 KiB } }', ['looser: size max 8 KiB → 80 KiB']],
    ['{ size: { max: 8 KiB } }', '{ size: { max: 4 KiB } }', ['tighter: size max 8 KiB → 4 KiB']],
    ['{ size: { max: 64 KiB } }', '{ size: { max: 65536 B } }', []],
    ['{ arena: { max: 8 KiB } }', '{}', ['looser: arena max removed']],
    ['{}', '{ arena: { max: 8 KiB } }', ['tighter: arena max 8 KiB added']],
    ['{ accuracy: { min: 90% } }', '{ accuracy: { min: 90%, level: warn } }', ['looser: accuracy level fail → warn']],
    ['{ accuracy: { min: 90%, level: warn } }', '{ accuracy: { min: 90% } }', ['tighter: accuracy level warn → fail']],
    ['{ accuracy: { min: 90% } }', '{ accuracy: { min: 80% } }', ['looser: accuracy min 90% → 80%']],
    ['{ accuracy: { min: 90% } }', '{ accuracy: { min: 95% } }', ['tighter: accuracy min 90% → 95%']],
    ['{ accuracy: { maxDrop: 1 pp } }', '{ accuracy: { maxDrop: 2 pp } }', ['looser: accuracy maxDrop 1 pp → 2 pp']],
    ['{ size: { maxIncrease: 2% } }', '{ size: { maxIncrease: 1 MiB } }', ['unclear: size maxIncrease 2% → 1 MiB']],
    [
      '{ size: { max: 8 KiB, maxIncrease: 2% }, arena: { max: 4 KiB } }',
      '{ size: { max: 9 KiB, level: warn }, gzip: { max: 1 KiB } }',
      [
        'looser: size max 8 KiB → 9 KiB',
        'looser: size maxIncrease removed',
        'looser: size level fail → warn',
        'looser: arena max removed',
        'tighter: gzip max 1 KiB added',
      ],
    ],
  ])('%s to %s', (before, after, expected) => {
    expect(between({ budgets: before }, { budgets: after })).toEqual(expected);
  });

  test.each<[string, string, string[]]>([
    ['50 ms', '{ ours: 80 ms, default: 50 ms }', ['looser: latency max (ours) 50 ms → 80 ms']],
    ['50 ms', '{ ours: 50 ms, default: 50 ms }', []],
    ['50 ms', '{ ours: 50 ms }', ['looser: latency max (other boards) removed']],
    ['50 ms', '{ ours: 50 ms, default: 10 s }', ['looser: latency max (other boards) 50 ms → 10 s']],
    ['{ ours: 50 ms, default: 60 ms }', '60 ms', ['looser: latency max (ours) 50 ms → 60 ms']],
    [
      '{ ours: 50 ms }',
      '{ other: 50 ms }',
      ['looser: latency max (ours) removed', 'tighter: latency max (other) 50 ms added'],
    ],
    ['{ ours: 50 ms }', '{ default: 50 ms }', ['tighter: latency max (other boards) 50 ms added']],
    ['{ ours: 50 ms, other: 70 ms }', '{ other: 70 ms, ours: 40 ms }', ['tighter: latency max (ours) 50 ms → 40 ms']],
  ])('latency by board: %s to %s', (before, after, expected) => {
    const of = (max: string) => ({ boards: '[ours.yaml, other.yaml]', budgets: `{ latency: { max: ${max} } }` });
    expect(between(of(before), of(after))).toEqual(expected);
  });

  test('a change stands on its line of kd.yaml, one that is gone on its section', () => {
    const before = specOf(model('m', { budgets: '{ size: { max: 8 KiB }, arena: { max: 1 KiB } }' }));
    const after = specOf(model('m', { budgets: '{ size: { max: 9 KiB } }' }));
    const found = compareRules(rules(before), rules(after), after);
    expect(found.map(({ what, before: was, after: is, place }) => [what, was, is, place])).toEqual([
      ['budget', '8 KiB', '9 KiB', { file: 'kd.yaml', line: 7, column: 29, path: 'models.m.budgets.size.max' }],
      ['budget', '1 KiB', undefined, { file: 'kd.yaml', line: 7, column: 14, path: 'models.m.budgets' }],
    ]);
  });
});

describe('boards', () => {
  test('removed and added', () => {
    expect(between({ boards: '[ours.yaml]' }, { boards: '[other.yaml]' })).toEqual([
      'looser: board ours removed',
      'tighter: board other added',
    ]);
  });

  test.each<[Partial<Board>, string[]]>([
    [{ ramBytes: 1_048_576 }, ['looser: board ours RAM 262,144 B → 1,048,576 B']],
    [{ flashBytes: 1024 }, ['tighter: board ours flash 1,048,576 B → 1,024 B']],
    [{ clockHz: 480_000_000 }, ['looser: board ours clock 64 MHz → 480 MHz']],
    [{ profile: 'cortex-m7/cmsis_nn' }, ['unclear: board ours profile cortex-m4f/cmsis_nn → cortex-m7/cmsis_nn']],
    [{ flash: 'external' }, ['unclear: board ours kind of flash not said → external']],
    [{ flash: 'internal' }, ['unclear: board ours kind of flash not said → internal']],
    [{ mcu: 'STM32F746NG' }, ['unclear: board ours chip nRF52840 → STM32F746NG']],
    [{ name: 'Another name', sources: ['y'] }, []],
  ])('whose file now says %j', (part, expected) => {
    const after = new Map([['ours.yaml', { ...BOARD, ...part }]]);
    expect(between({ boards: '[ours.yaml]' }, { boards: '[ours.yaml]' }, after)).toEqual(expected);
  });

  test('are told apart by their ids, so that a file may move', () => {
    const moved = new Map([['boards/ours.yaml', BOARD]]);
    expect(between({ boards: '[ours.yaml]' }, { boards: '[boards/ours.yaml]' }, moved)).toEqual([]);
  });
});

describe('test sets', () => {
  const tested = (set: string, budgets = '{ accuracy: { min: 90% } }'): Part => ({ test: set, budgets });
  const sha = 'ab'.repeat(32);

  test('another file, or another pinned content', () => {
    expect(between(tested('{ npz: a.npz }'), tested('{ npz: b.npz }'))).toEqual([
      'unclear: test set npz a.npz → npz b.npz',
    ]);
    expect(between(tested(`{ npz: a.npz, sha256: ${sha} }`), tested('{ npz: a.npz }'))).toEqual([
      `unclear: test set sha256 ${sha} → nothing`,
    ]);
  });

  test('what a recording is judged by is a part of the test', () => {
    const judged = (stream: string): Part => ({ ...tested('{ npz: a.npz }'), stream });
    expect(between(judged('{}'), judged('{ answer: max, window: 5 }'))).toEqual([
      'unclear: test set data.stream.answer last, data.stream.window 1 → data.stream.answer max, data.stream.window 5',
    ]);
  });

  test('say nothing of a verdict that no budget on accuracy is part of', () => {
    const [change] = between(tested('{ npz: a.npz }', '{}'), tested('{ npz: b.npz }', '{}'));
    expect(change).toMatch(/^none: test set /);
  });
});

describe('teachers', () => {
  const taught = (teacher: string, budgets: string): Spec => {
    const part = `
  m:
    data: { train: { npz: a.npz }, test: { npz: b.npz } }
    teacher: ${teacher}
    student: { layers: [flatten: {}, dense: { units: 2 }] }
    budgets: ${budgets}`;
    return specOf(part);
  };
  const agreeing = (teacher: string) => taught(teacher, '{ agreement: { min: 90% } }');

  test('another one may agree with anything, where a budget is on that', () => {
    const [before, after] = [agreeing('{ tflite: t.tflite }'), agreeing('{ tflite: student.tflite }')];
    expect(compareRules(rules(before), rules(after), after)).toEqual([
      {
        model: 'm',
        what: 'teacher',
        before: 'tflite t.tflite',
        after: 'tflite student.tflite',
        effect: 'unclear',
        text: 'another teacher judges agreement: tflite t.tflite → tflite student.tflite',
        place: { file: 'kd.yaml', line: 5, column: 14, path: 'models.m.teacher' },
      },
    ]);
  });

  test('one that is trained here is another after less training', () => {
    const trained = (epochs: number) =>
      agreeing(`{ layers: [flatten: {}, dense: { units: 2 }], train: { epochs: ${epochs} } }`);
    expect(changes(trained(20), trained(1))).toEqual([
      'unclear: another teacher judges agreement: train.epochs 20 → train.epochs 1',
    ]);
  });

  test('are told where the budget goes with them, and are no rule without one', () => {
    const sized = '{ size: { max: 1 KiB } }';
    const bare = taught('{ keras: t.keras }', sized);
    expect(changes(agreeing('{ tflite: t.tflite }'), taught('{ keras: t.keras }', '{}'))).toEqual([
      'looser: agreement min removed',
      'unclear: another teacher judges agreement: tflite t.tflite → keras t.keras',
    ]);
    expect(changes(taught('{ tflite: t.tflite }', sized), bare)).toEqual([]);
    expect(changes(bare, agreeing('{ tflite: t.tflite }'))).toContain('tighter: agreement min 90% added');
  });
});

describe('names of classes', () => {
  const named = (classes: string, budgets: string): Spec =>
    specOf(model('m', { budgets }).replace('stream', '').replace('data: {', `data: { classes: ${classes},`));

  test('that are swapped judge another class', () => {
    const budgets = '{ recall: { min: { yes: 80% } } }';
    expect(changes(named('[yes, no]', budgets), named('[no, yes]', budgets))).toEqual([
      'unclear: test set data.classes[0] yes, data.classes[1] no → data.classes[0] no, data.classes[1] yes',
    ]);
  });

  test('are no rule where no budget is of one of them', () => {
    const budgets = '{ accuracy: { min: 80% } }';
    expect(changes(named('[yes, no]', budgets), named('[no, yes]', budgets))).toEqual([]);
  });
});

describe('models', () => {
  const a = model('a', { budgets: '{ size: { max: 8 KiB } }' });
  const b = model('b', { file: 'b.tflite' });

  test('removed and added', () => {
    expect(changes(specOf(a, b), specOf(a))).toEqual(['looser: model b removed']);
    expect(changes(specOf(a), specOf(a, b))).toEqual(['tighter: model b added']);
    expect(changes(specOf(a), specOf(b))).toEqual(['looser: model a removed', 'tighter: model b added']);
  });

  test('renamed: the same section but for budgets, boards and the order of its keys, which are compared', () => {
    const renamed = model('z', { budgets: '{ size: { max: 9 KiB } }' });
    expect(changes(specOf(a, b), specOf(b, renamed))).toEqual([
      'looser: size max 8 KiB → 9 KiB',
      'none: model a renamed to z',
    ]);
    expect(renamedModels(rules(specOf(a, b)), rules(specOf(b, renamed)))).toEqual(new Map([['z', 'a']]));
    const keys = '\n  z:\n    student: { tflite: m.tflite }\n    data: { test: { npz: t.npz } }';
    expect(changes(specOf(a), specOf(keys))).toEqual(['looser: size max removed', 'none: model a renamed to z']);
  });

  test('a copy under another name is new, and its model keeps its own rules', () => {
    expect(changes(specOf(a), specOf(a, model('copy', {})))).toEqual(['tighter: model copy added']);
  });

  test('with the names of what every object has', () => {
    const odd = model('toString', {});
    expect(changes(specOf(odd), specOf(b, model('constructor', {})))).toEqual([
      'tighter: model b added',
      'none: model toString renamed to constructor',
    ]);
  });
});

test('seed and student are no rules', () => {
  const before = specOf(model('m', {}));
  const after = must(parseSpec(`version: 1\nseed: 7\nmodels:${model('m', { file: 'other.tflite' })}\n`, 'kd.yaml'));
  expect(changes(before, after)).toEqual([]);
});

test('beyond the most that a report holds changes are counted, what lets more pass first', () => {
  const budgets = '{ size: { max: 8 KiB, maxIncrease: 2% }, gzip: { max: 1 KiB }, arena: { max: 1 KiB } }';
  const boards = (count: number) =>
    new Map(Array.from({ length: count }, (_, i): [string, Board] => [`${i}.yaml`, { ...BOARD, id: `b${i}` }]));
  const names = `[${[...boards(64).keys()].join(', ')}]`;
  const many = (part: Part) => specOf(...Array.from({ length: 20 }, (_, i) => model(`m${i}`, part)));
  const [before, after] = [many({ budgets: '{ size: { max: 1 KiB } }', boards: names }), many({ budgets })];
  const found = compareRules(rules(before, boards(64)), rules(after), after);
  // 20 models with 64 boards removed and a budget that is looser each, and 3 that are added.
  expect(found).toHaveLength(1000);
  expect(found.slice(0, 999).every(({ effect }) => effect === 'looser')).toBe(true);
  expect(found[999]).toEqual({ what: 'more', effect: 'looser', text: `and ${20 * (64 + 1 + 3) - 999} more` });
});

describe('what the application needs', () => {
  const reserving = (reserve: string, ...names: string[]) => {
    const models = names.map((name) => model(name, { boards: '[ours.yaml]' })).join('');
    return must(parseSpec(`version: 1\nreserve: ${reserve}\nmodels:${models}\n`, 'kd.yaml'));
  };

  test.each<[string, string, string[]]>([
    ['{ ram: 64 KiB }', '{ ram: 32 KiB }', ['looser: reserve ram 64 KiB → 32 KiB']],
    ['{ ram: 64 KiB }', '{ ram: 65536 B }', []],
    ['{ flash: 200 KiB }', '{}', ['looser: reserve flash removed']],
    ['{}', '{ flash: 200 KiB }', ['tighter: reserve flash 200 KiB added']],
    ['{ ram: 64 KiB }', '{ ram: { ours: 1 B, default: 64 KiB } }', ['looser: reserve ram (ours) 64 KiB → 1 B']],
    ['{ ram: 64 KiB }', '{ ram: { ours: 64 KiB } }', ['looser: reserve ram (other boards) removed']],
  ])('from %s to %s', (before, after, expected) => {
    expect(changes(reserving(before, 'm'), reserving(after, 'm'))).toEqual(expected);
  });

  test('changes once for all models, on its line', () => {
    const after = reserving('{ ram: 32 KiB }', 'a', 'b', 'c');
    expect(compareRules(rules(reserving('{ ram: 64 KiB }', 'a', 'b')), rules(after), after)).toMatchObject([
      { what: 'reserve', effect: 'looser', place: { file: 'kd.yaml', line: 2, path: 'reserve.ram' } },
      { what: 'model added' },
    ]);
    const gone = reserving('{}', 'a', 'b');
    expect(compareRules(rules(reserving('{ ram: 64 KiB }', 'a', 'b')), rules(gone), gone)).toMatchObject([
      { what: 'reserve', effect: 'looser', place: { line: 2, path: 'reserve' } },
    ]);
  });
});

describe('what was measured on a board', () => {
  const timed = (...timings: readonly (readonly [file: string, ms: number])[]) =>
    new Map([['ours.yaml', { ...BOARD, timings: timings.map(([model, ms]) => ({ model, sha256: model, ms })) }]]);
  const spec = specOf(model('m', { boards: '[ours.yaml]' }));
  const between = (was: ReadonlyMap<string, NamedBoard>, is: ReadonlyMap<string, NamedBoard>) =>
    compareRules(rulesOf(spec, was), rulesOf(spec, is), spec).map(({ text, effect }) => `${effect}: ${text}`);

  test.each([
    ['a shorter time', timed(['a', 8.2]), timed(['a', 4.1]), ['looser: board ours measured a 8.2 ms → 4.1 ms']],
    ['a longer time', timed(['a', 8.2]), timed(['a', 9]), ['tighter: board ours measured a 8.2 ms → 9 ms']],
    ['the same under another name', timed(['a', 1]), timed(['a', 1]), []],
    ['a further model', timed(['a', 1]), timed(['a', 1], ['b', 2]), ['unclear: board ours measured b 2 ms added']],
    ['a model less', timed(['a', 1], ['b', 2]), timed(['a', 1]), ['unclear: board ours measured b 2 ms removed']],
    ['measurements at all', BOARDS, timed(['a', 1]), ['unclear: board ours measured a 1 ms added']],
    [
      'another file in the place of one',
      timed(['a', 1]),
      timed(['b', 1]),
      ['unclear: board ours measured a 1 ms removed', 'unclear: board ours measured b 1 ms added'],
    ],
  ])('%s', (_, was, is, expected) => expect(between(was, is)).toEqual(expected));

  test('no other factor is the same board', () => {
    const [was, is] = [timed(['a', 8.2]), timed(['a', 4.1])].map((boards) => boards.get('ours.yaml') ?? BOARD);
    expect(isSameBoard(was, is)).toBe(false);
    expect(isSameBoard(was, { ...was })).toBe(true);
  });

  test('a board that becomes a computer has no arena any more', () => {
    const computer: NamedBoard = { id: 'ours', name: 'Ours', mcu: 'any', runtime: 'tflite', sources: [] };
    const found = between(BOARDS, new Map([['ours.yaml', computer]]));
    expect(found).toEqual(['unclear: board ours runs cortex-m4f/cmsis_nn → TensorFlow Lite']);
  });
});
