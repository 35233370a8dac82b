// Tables as `init --from` finds them.
import { expect, test } from 'vitest';
import { done, orBug } from '../../../src/base/problem.ts';
import { findData } from '../../../src/commands/init/data-section.ts';

const linesFor = async (text: string) =>
  orBug(await findData('t.csv', async () => done(new TextEncoder().encode(text)))).lines[0];

const rowsOf = (who: string, rows: number) =>
  Array.from({ length: rows }, (_, i) => `${who},on,${20 * i},${(i * i) % 7}\n`).join('');

test.each([
  ['a column that is called label', 'f,label\n1,2\n', 'label: "label"'],
  ['a column of texts where none is called so', 'time,state\n1,on\n', 'label: "state"'],
  ['no header', '1,2\n3,4\n', 'header: false, label: 0'],
  ['numbers alone below a header', 'a,b\n1,2\n', 'label: 0'],
  ['semicolons', 'a;class\n1.5;2\n', 'label: "class", delimiter: ";"'],
  ['decimal commas', 'a;class\n1,5;2\n', 'label: "class", delimiter: ";", decimal: ","'],
  [
    'moments of recordings',
    'who,activity,x,y\nann,on,1,2\nann,on,3,4\n',
    'window: 8, stride: 4, columns: ["x", "y"], label: "activity", group: "who"',
  ],
  [
    // A hundred rows each, every 20 ms.
    'recordings that are shorter than the usual window, and a clock',
    `who,activity,ms,ax\n${['ann', 'bob', 'eve'].map((who) => rowsOf(who, 100)).join('')}`,
    'window: 64, stride: 32, columns: ["ax"], label: "activity", group: "who"',
  ],
  [
    'long recordings',
    `who,activity,ms,ax\n${rowsOf('ann', 300)}${rowsOf('bob', 300)}`,
    'window: 128, stride: 64, columns: ["ax"], label: "activity", group: "who"',
  ],
  ['texts that differ from row to row', 'note,class,x\nfine,on,1\nbad,off,3\n', 'label: "class"'],
  ['decimal commas without a header', '1;-0,5\n1;2,5\n', 'header: false, label: 0, delimiter: ";", decimal: ","'],
])('a .csv file with %s', async (_, text, settings) => {
  expect(await linesFor(text)).toBe(`all: { csv: { file: t.csv, ${settings} } }`);
});
