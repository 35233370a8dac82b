import { expect, test } from 'vitest';
import { crc32, sha256Hex, sha256OfFile } from '../../src/base/digest.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

// FIPS 180-2 appendix B.1 and B.2; the CRC catalogue's check value of CRC-32/ISO-HDLC.
test.each([
  ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
])('SHA-256 of %s', (text, digest) => expect(sha256Hex(ascii(text))).toBe(digest));

test('CRC-32 of 123456789', () => expect(crc32(ascii('123456789'))).toBe(0xcbf43926));

// FIPS 180-4's example, from both.
test('SHA-256 of a file is that of its bytes', async () => {
  const abc = new TextEncoder().encode('abc');
  const digest = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect([sha256Hex(abc), await sha256OfFile(abc), await sha256OfFile(new Uint8Array(9).subarray(3, 3))]).toEqual([
    digest,
    digest,
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  ]);
});
