// The data files of src/board, and the decoder of JPEG, as constants for bundles, benchmarks and tests: a folder is its
// own list.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const board = join(root, 'src', 'board');
const jpeg = join(root, 'node_modules', '@jsquash', 'jpeg', 'codec', 'dec', 'mozjpeg_dec.wasm');

/** Texts by the name of the file without its ending, in the order of the names.
 * @param {string[]} folder */
function textsIn(...folder) {
  const path = join(board, ...folder);
  // git keeps no empty folder.
  const names = (existsSync(path) ? readdirSync(path) : []).filter((name) => name.endsWith('.yaml'));
  const read = (name) => readFileSync(join(board, ...folder, name), 'utf8').replaceAll('\r\n', '\n');
  return Object.fromEntries(names.sort().map((name) => [name.replace(/\.yaml$/, ''), read(name)]));
}

/** A string: esbuild would start every module of a bundle with a call for a constant that is an object. */
const constant = (value) => JSON.stringify(JSON.stringify(value));

/** For `define` of esbuild and Vite. Boards stay text: they are checked when they are needed, as a user's file is. */
export const DATA = {
  KD_GATE_BOARDS: constant({
    boards: textsIn('boards'),
    computers: textsIn('boards', 'computers'),
    notMeasured: textsIn('boards', 'not-measured'),
  }),
  KD_GATE_CORES: constant(Object.values(textsIn('cores')).map((text) => parse(text))),
  KD_GATE_KERNEL_CODE: constant(Object.values(textsIn('flash')).map((text) => parse(text))),
  KD_GATE_JPEG: JSON.stringify(readFileSync(jpeg).toString('base64')),
  KD_GATE_CALIBRATIONS: constant(parse(readFileSync(join(board, 'calibrations.yaml'), 'utf8'))),
};
