// A block of numbers in linear memory: one int32 for each field of a list, in its order. Kernels take its address and
// read it as the class of that name in assembly/.

/** A number for each field. */
export type Block<Field extends string> = Readonly<Record<Field, number>>;

export interface BlockForm<Field extends string> {
  readonly bytes: number;
  write(memory: SharedArrayBuffer, address: number, values: Block<Field>): void;
  read(memory: SharedArrayBuffer, address: number): Block<Field>;
}

export function blockOf<const Field extends string>(fields: readonly Field[]): BlockForm<Field> {
  const at = (memory: SharedArrayBuffer, address: number) => new Int32Array(memory, address, fields.length);
  return {
    bytes: 4 * fields.length,
    write(memory, address, values) {
      at(memory, address).set(fields.map((field) => values[field]));
    },
    read(memory, address) {
      const words = at(memory, address);
      return Object.fromEntries(fields.map((field, i) => [field, words[i]])) as Block<Field>;
    },
  };
}
