// A part of a kd.yaml or of a board file, as the documentation shows it, in a whole file that it could be a part of.
import { parse, stringify } from 'yaml';
import { BOARD_SCHEMA } from '../../src/board/params.ts';
import { SPEC_SCHEMA } from '../../src/config/schema.ts';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
}
type Group = Readonly<Record<string, unknown>>;

/** What stands around a fragment. The digits are a stand-in: no file is read. */
const BASE = {
  data: { train: { npz: 'train.npz' }, test: { npz: 'test.npz' } },
  student: { layers: [{ flatten: {} }, { dense: { units: 10 } }] },
  boards: ['arduino-nano-33-ble', 'raspberry-pi-pico'],
};
const BOARD = {
  id: 'example',
  name: 'An example',
  mcu: 'STM32F446',
  profile: 'cortex-m4f/cmsis_nn',
  clock: '180 MHz',
  ramSize: '128 KiB',
  flashSize: '512 KiB',
};

const MODEL = (SPEC_SCHEMA as Schema).properties?.models.additionalProperties as Schema;
const keysOf = (schema: Schema | undefined) => new Set(Object.keys(schema?.properties ?? {}));
/** Where a fragment may stand, the first that knows all of its keys. */
const PLACES: readonly (readonly [string, ReadonlySet<string>])[] = [
  ['spec', keysOf(SPEC_SCHEMA as Schema)],
  ['model', keysOf(MODEL)],
  ['data', keysOf(MODEL.properties?.data)],
  ['student', keysOf(MODEL.properties?.student)],
  ['budgets', keysOf(MODEL.properties?.budgets)],
  ['reader', keysOf(MODEL.properties?.data.properties?.all)],
  ['distill', keysOf(MODEL.properties?.distill)],
  ['board', keysOf(BOARD_SCHEMA as Schema)],
];

/** Aliases are no part of kd.yaml. */
const PLAIN = { aliasDuplicateObjects: false };

export interface WholeFile {
  readonly kind: 'spec' | 'board';
  readonly text: string;
}

/** A key that comes twice starts another way to write the same: each is a fragment of its own. */
export function variantsOf(text: string): string[] {
  const variants: string[][] = [[]];
  let seen = new Set<string>();
  for (const line of text.split('\n')) {
    const key = /^([A-Za-z][\w-]*):/.exec(line)?.[1];
    if (key !== undefined && seen.has(key)) {
      variants.push([]);
      seen = new Set();
    }
    if (key !== undefined) seen.add(key);
    variants[variants.length - 1].push(line);
  }
  return variants.map((lines) => lines.join('\n'));
}

/** `undefined` where no place has these keys. */
export function wholeFileOf(text: string): WholeFile | undefined {
  const value = parse(text) as Group;
  const keys = Object.keys(value);
  if (keys.includes('id')) return { kind: 'board', text };
  if (keys.includes('version')) return { kind: 'spec', text };
  const place = PLACES.find(([, known]) => keys.every((key) => known.has(key)))?.[0];
  if (place === undefined) return undefined;
  if (place === 'board') return { kind: 'board', text: stringify({ ...BOARD, ...value }) };
  return { kind: 'spec', text: stringify({ version: 1, ...specAround(place, value) }, PLAIN) };
}

function specAround(place: string, value: Group): Group {
  if (place === 'spec') {
    const models = Object.entries((value.models as Readonly<Record<string, Group>>) ?? { example: {} });
    return { ...value, models: Object.fromEntries(models.map(([name, model]) => [name, withBase(model)])) };
  }
  const model = place === 'model' ? value : { [place === 'reader' ? 'data' : place]: inPlace(place, value) };
  return { models: { example: withBase(model) } };
}

function inPlace(place: string, value: Group): Group {
  if (place === 'reader') return { all: value };
  if (place !== 'data') return value;
  if ('all' in value) return value;
  if ('split' in value) return { all: BASE.data.train, ...value };
  return 'train' in value && !('test' in value) ? { test: value.train, ...value } : { ...BASE.data, ...value };
}

/** What is trained needs data, and a model that is measured alone has none. */
function withBase(model: Group): Group {
  const data = model.data === undefined ? {} : { data: inPlace('data', model.data as Group) };
  const teacher = 'agreement' in ((model.budgets as Group) ?? {}) ? { teacher: { tflite: 'teacher.tflite' } } : {};
  return { ...BASE, ...teacher, ...model, ...data };
}
