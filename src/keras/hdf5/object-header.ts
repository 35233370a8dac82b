// The messages of an object header, which say what an object is (HDF5 file format specification 3.0, section IV.A).
import { addressAt, damaged, expectSignature, type Source } from './source.ts';

export const MESSAGE = {
  dataspace: 0x01,
  linkInfo: 0x02,
  datatype: 0x03,
  link: 0x06,
  layout: 0x08,
  filters: 0x0b,
  attribute: 0x0c,
  continuation: 0x10,
  symbolTable: 0x11,
  attributeInfo: 0x15,
} as const;

export interface Message {
  readonly type: number;
  /** Of its content. */
  readonly at: number;
}

interface Block {
  readonly at: number;
  readonly bytes: number;
}

/** What says where a message starts and how long it is. */
interface Form {
  readonly prefixBytes: number;
  read(at: number): { readonly type: number; readonly bytes: number; readonly flags: number };
  /** Where the messages of a continuation stand. */
  inside(block: Block): Block;
}

const SHARED = 2;

export function messagesOf(source: Source, at: number): readonly Message[] {
  return source.u8(at) === 1 ? oldMessages(source, at) : newMessages(source, at);
}

/** Version 1. */
function oldMessages(source: Source, at: number): readonly Message[] {
  const count = source.u16(at + 2);
  const form: Form = {
    prefixBytes: 8,
    read: (from) => ({ type: source.u16(from), bytes: source.u16(from + 2), flags: source.u8(from + 4) }),
    inside: (block) => block,
  };
  return walk(source, form, { at: at + 16, bytes: source.u32(at + 8) }, count);
}

/** Version 2. */
function newMessages(source: Source, at: number): readonly Message[] {
  expectSignature(source, at, 'OHDR');
  const flags = source.u8(at + 5);
  const sizeBytes = 2 ** (flags & 3);
  const sizeAt = at + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const form: Form = {
    prefixBytes: flags & 4 ? 6 : 4,
    read: (from) => ({ type: source.u8(from), bytes: source.u16(from + 1), flags: source.u8(from + 3) }),
    inside(block) {
      expectSignature(source, block.at, 'OCHK');
      // Behind the messages stands a checksum.
      return { at: block.at + 4, bytes: block.bytes - 8 };
    },
  };
  return walk(source, form, { at: sizeAt + sizeBytes, bytes: source.unsigned(sizeAt, sizeBytes) });
}

function walk(source: Source, form: Form, first: Block, most = Number.POSITIVE_INFINITY): readonly Message[] {
  const messages: Message[] = [];
  const blocks = [first];
  const seen = new Set([first.at]);
  for (let next = 0; next < blocks.length; next++) {
    const block = blocks[next];
    const end = block.at + block.bytes;
    let { at } = block;
    while (at + form.prefixBytes <= end && messages.length < most) {
      source.step();
      const { type, bytes, flags } = form.read(at);
      const content = at + form.prefixBytes;
      if (content + bytes > end) damaged('a message is longer than its header');
      at = content + bytes;
      messages.push({ type: flags & SHARED ? -1 : type, at: content });
      if (type !== MESSAGE.continuation) continue;
      const more = form.inside({ at: addressAt(source, content), bytes: addressAt(source, content + 8) });
      if (seen.has(more.at)) damaged('its headers go in a circle');
      seen.add(more.at);
      blocks.push(more);
    }
  }
  return messages;
}

/** The first of this type. */
export function messageOf(messages: readonly Message[], type: number): Message | undefined {
  return messages.find((message) => message.type === type);
}
