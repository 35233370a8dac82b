import { describe, expect, test } from 'vitest';
import { FITS, fitPicture } from '../../../src/data/images/fit.ts';
import { withChannels } from '../../../src/data/images/grey.ts';
import { RESIZE_METHODS, resize, resizeToReals } from '../../../src/data/images/resize.ts';
import { expectedArray, expectedPicture } from './fixtures.ts';

const source = expectedPicture('source');

/** tf.round goes to the even one of two that are as near. */
function rounded(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value % 1) === 0.5 && whole % 2 === 1 ? whole - 1 : whole;
}

describe.each(RESIZE_METHODS)('%s is tf.image.resize', (method) => {
  test.each([
    [8, 8],
    [9, 13],
    [23, 12],
    [30, 50],
    [1, 1],
  ])('to %ix%i, to 1e-5 and to the byte once rounded', (height, width) => {
    const { values } = expectedArray(`resize/${method}/${height}x${width}`);
    const reals = resizeToReals(source, height, width, method);
    const worst = reals.reduce((most, value, i) => Math.max(most, Math.abs(value - values[i])), 0);
    expect(reals).toHaveLength(values.length);
    expect(worst / 255).toBeLessThan(1e-5);
    const { pixels } = resize(source, height, width, method);
    expect(Array.from(pixels)).toEqual(Array.from(values, rounded));
  });
});

describe.each(FITS.filter((fit) => fit !== 'stretch'))('%s is as in TensorFlow', (fit) => {
  test.each([
    [8, 8],
    [16, 9],
    [30, 30],
    [10, 64],
    [23, 37],
  ])('to %ix%i', (height, width) => {
    expect(fitPicture(source, height, width, fit, 'bilinear')).toEqual(expectedPicture(`${fit}/${height}x${width}`));
  });
});

test('grey is tf.image.rgb_to_grayscale', () => {
  expect(withChannels(source, 1)).toEqual(expectedPicture('source/grey'));
  expect(withChannels(expectedPicture('colours'), 1)).toEqual(expectedPicture('colours/grey'));
});

test('a grey picture in colours has three equal channels', () => {
  const grey = { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(3, 200) } as const;
  expect(withChannels(grey, 3).pixels).toEqual(Uint8Array.of(3, 3, 3, 200, 200, 200));
  expect(withChannels(grey, 1)).toBe(grey);
});
