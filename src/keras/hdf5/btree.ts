// B-trees of an HDF5 file: version 1 lists symbol tables of a group, version 2 heap IDs of links and attributes.
// HDF5 file format specification 3.0, sections III.A.1 and III.A.2.
import { bytesFor } from './heap.ts';
import { addressAt, damaged, expectSignature, type Source } from './source.ts';

/** Addresses of the symbol tables below the node. */
export function symbolTables(source: Source, at: number, above = 256): readonly number[] {
  source.step();
  expectSignature(source, at, 'TREE');
  const level = source.u8(at + 5);
  // Levels fall from node to node, so no node is below itself.
  if (source.u8(at + 4) !== 0 || level >= above) damaged('the tree of a group has no end');
  const children = Array.from({ length: source.u16(at + 6) }, (_, i) => {
    source.step();
    return addressAt(source, at + 32 + 16 * i);
  });
  return level === 0 ? children : children.flatMap((child) => symbolTables(source, child, level));
}

/** Where the records of the tree stand. */
export function recordsOf(source: Source, at: number): readonly number[] {
  expectSignature(source, at, 'BTHD');
  const [nodeBytes, recordBytes, depth] = [source.u32(at + 6), source.u16(at + 10), source.u16(at + 12)];
  const root = source.u64(at + 16);
  if (recordBytes === 0 || depth > 16) damaged('a tree has no end');
  // By level: the most records of one node, and of all below it (bytes of the counts that point to it).
  const most = [Math.floor((nodeBytes - 10) / recordBytes)];
  const mostBelow = [most[0]];
  for (let level = 1; level <= depth; level++) {
    const pointer = pointerBytes(level);
    most.push(Math.floor((nodeBytes - 10 - pointer) / (recordBytes + pointer)));
    mostBelow.push((most[level] + 1) * mostBelow[level - 1] + most[level]);
  }

  function pointerBytes(level: number): number {
    const count = bytesFor(most[level - 1]);
    return 8 + count + (level > 1 ? bytesFor(mostBelow[level - 1]) : 0);
  }
  function below(node: number, count: number, level: number): number[] {
    source.step();
    expectSignature(source, node, level === 0 ? 'BTLF' : 'BTIN');
    const records = Array.from({ length: count }, (_, i) => {
      source.step();
      return node + 6 + recordBytes * i;
    });
    if (level === 0) return records;
    const pointers = node + 6 + recordBytes * count;
    const children = Array.from({ length: count + 1 }, (_, i) => pointers + i * pointerBytes(level));
    const counted = bytesFor(most[level - 1]);
    return [
      ...records,
      ...children.flatMap((child) => below(addressAt(source, child), source.unsigned(child + 8, counted), level - 1)),
    ];
  }
  return root === undefined ? [] : below(root, source.u16(at + 24), depth);
}
