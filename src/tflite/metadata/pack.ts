// A file behind a model: an archive of one entry that isn't compressed (PKWARE's APPNOTE.TXT, 4.3), as TensorFlow's
// populator leaves it. Places count from the start of the whole file; readers of the model stop before.
import { joinBytes } from '../../base/bytes.ts';
import { crc32 } from '../../base/digest.ts';

const [LOCAL_HEADER, DIRECTORY_ENTRY, DIRECTORY_END] = [0x04034b50, 0x02014b50, 0x06054b50];
const VERSION = 20;
/** 1 January 1980, the first day of the format: the same content, the same bytes. */
const DAY = 0x21;
/** Names are UTF-8. */
const UTF8 = 0x800;

export function packFile(model: Uint8Array, name: string, content: Uint8Array): Uint8Array {
  const title = new TextEncoder().encode(name);
  /** What the header and the directory both say, from the version on. */
  const entry = [
    ...[u16(VERSION), u16(UTF8), u16(0), u16(0), u16(DAY)],
    ...[u32(crc32(content)), u32(content.length), u32(content.length), u16(title.length), u16(0)],
  ];
  const header = joinBytes([u32(LOCAL_HEADER), ...entry, title]);
  // No comment, disk 0, no attributes.
  const directory = joinBytes([
    ...[u32(DIRECTORY_ENTRY), u16(VERSION), ...entry, u16(0), u16(0), u16(0), u32(0), u32(model.length), title],
  ]);
  const at = model.length + header.length + content.length;
  const end = [u32(DIRECTORY_END), u16(0), u16(0), u16(1), u16(1), u32(directory.length), u32(at), u16(0)];
  return joinBytes([model, header, content, directory, ...end]);
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, value >>> 24);
}
