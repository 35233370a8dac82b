// Constants as C and C++ each declare them, from one name: `TensorArenaBytes` is `kTensorArenaBytes` in C++.
import { cFloat } from './c-text.ts';

/** A line for C and one for C++. */
export interface Setting {
  /** Inside of `enum { … }`, or a declaration. */
  readonly c: { readonly entry: string } | { readonly line: string };
  readonly cpp: string;
}

/** A function for C, and its name in C++. */
export interface Helper {
  readonly c: string;
  readonly cpp: string;
}

/** For C: one `enum` of all whole numbers, and the declarations. */
export function declaredOf(settings: readonly Setting[]): { readonly entries: string; readonly lines: string[] } {
  const entries = settings.flatMap(({ c }) => ('entry' in c ? [`  ${c.entry},`] : []));
  return {
    entries: `enum {\n${entries.join('\n')}\n};`,
    lines: settings.flatMap(({ c }) => ('line' in c ? [c.line] : [])),
  };
}

export function integer(identifier: string, name: string, value: number, type: 'int' | 'size_t' = 'int'): Setting {
  return { c: { entry: `${cName(identifier, name)} = ${value}` }, cpp: `constexpr ${type} k${name} = ${value};` };
}

/** Whole numbers of 16 bits; in C++ the same array: flash has it once. */
export function shorts(
  identifier: string,
  name: string,
  values: ArrayLike<number>,
  type: 'int16_t' | 'uint16_t' = 'int16_t',
): Setting {
  return listed(identifier, name, type, values.length, rowsOf(Array.from(values, String), 12));
}

/** As `shorts`, of float32. */
export function floats(identifier: string, name: string, values: ArrayLike<number>): Setting {
  return listed(identifier, name, 'float', values.length, rowsOf(Array.from(values, cFloat), 6));
}

function listed(identifier: string, name: string, type: string, length: number, rows: string): Setting {
  const own = cName(identifier, name);
  return {
    c: { line: `static const ${type} ${own}[${length}] = {\n${rows}\n};` },
    cpp: `constexpr const ${type}* k${name} = ${own};`,
  };
}

/** `width` of them a line, as an initializer's inside. */
function rowsOf(texts: readonly string[], width: number): string {
  const rows = Array.from({ length: Math.ceil(texts.length / width) }, (_, i) =>
    texts.slice(width * i, width * (i + 1)),
  );
  return rows.map((row) => `    ${row.join(', ')},`).join('\n');
}

/** `TensorArenaBytes` of `digits_model` is `digits_model_tensor_arena_bytes`. */
export function cName(identifier: string, name: string): string {
  return `${identifier}${name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`;
}
