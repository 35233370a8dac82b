// Files that scipy, Python's wave module and a hand wrote (fixtures/sound/make.py), and what scipy and TensorFlow read.
import { readFileSync } from 'node:fs';
import { encodeWaveFromFloat32Channels } from '@echogarden/wave-codec';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attempt, describeProblem, must } from '../../../src/base/problem.ts';
import { readNpz } from '../../../src/data/readers/npz.ts';
import { oneChannel, readWav } from '../../../src/data/sound/wav.ts';

const FOLDER = 'fixtures/sound';
const file = (name: string) => Uint8Array.from(readFileSync(`${FOLDER}/${name}`));
const expected = (name: string) => must(readNpz(file('expected.npz'), [name]))[0];
const messageOf = (bytes: Uint8Array) => {
  const outcome = readWav(bytes);
  return outcome.ok ? 'read' : outcome.problems.map(describeProblem).join();
};

describe('as other programs read it', () => {
  test.each([
    ['pcm8', 8000, 1],
    ['pcm16', 8000, 1],
    ['pcm16_stereo', 44100, 2],
    ['pcm24', 48000, 1],
    ['pcm32', 16000, 1],
    ['float32', 16000, 2],
    ['float64', 16000, 1],
    ['extensible', 8000, 1],
  ])('%s', (name, rate, channels) => {
    const recording = must(readWav(file(`${name}.wav`)));
    expect([recording.rate, recording.channels]).toEqual([rate, channels]);
    expect(recording.values).toEqual(expected(name).values);
  });

  test.each(['pcm16', 'pcm16_stereo'])('%s in TensorFlow', (name) => {
    expect(must(readWav(file(`${name}.wav`))).values).toEqual(expected(`tf_${name}`).values);
  });

  test('as @echogarden/wave-codec writes it', () => {
    const sample = fc.integer({ min: -32768, max: 32767 }).map((v) => v / 32768);
    const channels = fc.tuple(fc.integer({ min: 1, max: 3 }), fc.array(sample, { minLength: 1, maxLength: 20 }));
    fc.assert(
      fc.property(channels, fc.constantFrom(16, 24, 32), ([count, samples], bits) => {
        const same = Array.from({ length: count }, () => Float32Array.from(samples));
        const { values, rate } = must(readWav(encodeWaveFromFloat32Channels(same, 16000, bits as 16 | 24 | 32)));
        expect(rate).toBe(16000);
        expect([...values]).toEqual(samples.flatMap((v) => Array(count).fill(v + 0)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

/** A file of two samples; `format` in place of its format's first 16 bytes, `length` of the data's. */
function wavOf(change: Partial<Record<'tag' | 'channels' | 'rate' | 'block' | 'bits' | 'length', number>> = {}) {
  const { tag = 1, channels = 1, rate = 8000, block = 2, bits = 16, length = 4 } = change;
  const view = new DataView(new ArrayBuffer(48));
  const text = (at: number, name: string) => {
    for (let i = 0; i < name.length; i++) view.setUint8(at + i, name.charCodeAt(i));
  };
  for (const [at, name] of [
    [0, 'RIFF'],
    [8, 'WAVE'],
    [12, 'fmt '],
    [36, 'data'],
  ] as const)
    text(at, name);
  view.setUint32(4, 40, true);
  view.setUint32(16, 16, true);
  for (const [at, value] of [
    [20, tag],
    [22, channels],
    [32, block],
    [34, bits],
  ])
    view.setUint16(at, value, true);
  view.setUint32(24, rate, true);
  view.setUint32(40, length, true);
  view.setInt16(44, -32768, true);
  view.setInt16(46, 16384, true);
  return new Uint8Array(view.buffer);
}

describe('headers that lie', () => {
  test('the file that the others are changes of', () => {
    expect(must(readWav(wavOf()))).toEqual({ rate: 8000, channels: 1, values: Float32Array.of(-1, 0.5) });
  });

  test('a length that a pipe leaves open', () => {
    expect(must(readWav(wavOf({ length: 0xffffffff }))).values).toEqual(Float32Array.of(-1, 0.5));
  });

  const supported = 'supported are PCM of 8, 16, 24 or 32 bits and floats of 32 or 64';
  test.each([
    ['more data than the file has', { length: 6 }, 'it is cut off: it names 6 bytes of sound and has 4'],
    ['half a sample', { length: 3 }, 'its 3 bytes of sound are no multiple of the 2 that a moment takes'],
    ['no channels', { channels: 0 }, 'it names 0 channels; supported are 1 to 64'],
    ['65535 channels', { channels: 65535 }, 'it names 65535 channels; supported are 1 to 64'],
    ['a rate of 10^9', { rate: 1e9 }, 'it names 1000000000 samples a second; supported are 100 to 768000'],
    ['a rate of 0', { rate: 0 }, 'it names 0 samples a second; supported are 100 to 768000'],
    ['another width', { block: 4 }, 'it names 4 bytes for a moment; 1 of 16 bits take 2'],
    ['12 bits', { bits: 12 }, `the .wav file holds 12 bit PCM; ${supported}`],
    ['mu-law', { tag: 7, bits: 8 }, `the .wav file holds mu-law; ${supported}`],
    ['an unknown format', { tag: 999 }, `the .wav file holds format 999; ${supported}`],
    ['extensible, cut off', { tag: 0xfffe }, 'its extensible format takes 40 bytes, it has 16'],
  ])('%s', (_, change, message) => {
    expect(messageOf(wavOf(change))).toContain(message);
  });

  test.each([
    ['another file', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'not a .wav file: it is a PNG picture'],
    ['RF64', new TextEncoder().encode('RF64\0\0\0\0WAVE'), 'not a .wav file: it is RF64; write it as RIFF'],
    ['nothing behind the format', wavOf().subarray(0, 36), 'it has no chunk of data'],
    ['a chunk beyond the end', wavOf().map((byte, i) => (i === 16 ? 200 : byte)), 'its chunk "fmt " names 200 bytes'],
  ])('%s', (_, bytes, message) => {
    expect(messageOf(bytes)).toContain(message);
  });

  test('NaN in a float', () => {
    const bytes = file('float32.wav');
    // Of the last sample.
    bytes.set([0, 0, 0xc0, 0x7f], bytes.length - 4);
    expect(messageOf(bytes)).toMatch(/^sample 599 of the \.wav file is NaN; all must be finite/);
  });

  test('whatever bytes come, they are read or refused in one short sentence', () => {
    const sound = ['pcm8', 'pcm24', 'float64', 'extensible', 'pcm16_stereo'].map((name) =>
      file(`${name}.wav`).slice(0, 160),
    );
    const changed = fc
      .tuple(fc.constantFrom(...sound), fc.array(fc.tuple(fc.nat(100), fc.nat(255)), { maxLength: 6 }), fc.nat(160))
      .map(([bytes, changes, length]) => {
        const copy = bytes.slice(0, length);
        for (const [at, value] of changes) copy[at] = value;
        return copy;
      });
    fc.assert(
      fc.property(fc.oneof(changed, fc.uint8Array({ maxLength: 80 })), (bytes) => {
        const outcome = readWav(bytes);
        if (outcome.ok) expect(outcome.value.values.length).toBeLessThanOrEqual(bytes.length);
        else expect(messageOf(bytes).length).toBeLessThan(300);
      }),
      { seed: 2, numRuns: 3000 },
    );
  });
});

test('of several channels the mean, or one', () => {
  const recording = { rate: 8000, channels: 2, values: Float32Array.of(1, 0, -1, -0.5) };
  expect(oneChannel(recording, 'mix')).toEqual(Float32Array.of(0.5, -0.75));
  expect(oneChannel(recording, 1)).toEqual(Float32Array.of(0, -0.5));
  const message = 'the .wav file has no channel 2; it has 2, which count from 0';
  expect(attempt(() => oneChannel(recording, 2))).toMatchObject({ problems: [{ code: 'data/wav', message }] });
});
