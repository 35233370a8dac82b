// Arrays as the bytes of .npy files (NumPy's format 1.0), for data that a bench makes itself.

export function npyOf(values: Float32Array | Int32Array, shape: readonly number[]): Uint8Array {
  const kind = values instanceof Float32Array ? 'f' : 'i';
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dictionary = `{'descr': '<${kind}4', 'fortran_order': False, 'shape': ${tuple}, }`;
  const padded = `${dictionary.padEnd(Math.ceil((dictionary.length + 11) / 64) * 64 - 11)}\n`;
  const header = Buffer.from(`\x93NUMPY\x01\x00  ${padded}`, 'latin1');
  header.writeUInt16LE(padded.length, 8);
  return new Uint8Array(Buffer.concat([header, Buffer.from(values.buffer, values.byteOffset, values.byteLength)]));
}
