// Every number that people read: thousands in groups, and one minus sign, U+2212.
import { expect, test } from 'vitest';
import {
  formatBytes,
  formatChange,
  formatCount,
  formatDifference,
  formatError,
  formatMilliseconds,
  formatNoise,
  formatPoints,
  formatShare,
  formatSigned,
} from '../../src/report/format.ts';

test.each([
  [formatCount(-1234567), '\u22121,234,567'],
  [formatCount(-0), '0'],
  [formatCount(1234.5678), '1,234.5678'],
  [formatBytes(-14024), '\u221214,024 B'],
  [formatBytes(-0.5), '0 B'],
  [formatShare(12.3456), '1,234.56%'],
  [formatPoints(-0.004), '\u22120.40 pp'],
  [formatPoints(-0.00001), '0.00 pp'],
  [formatDifference('quantDrop', -0.0126), '\u22121.26 pp'],
  [formatError(123456.7), '123,500'],
  [formatError(-0.00042131), '\u22120.0004213'],
  [formatNoise(123.4), '12,000%'],
  [formatMilliseconds(1234567.8), '1,234,567.8 ms'],
  [formatMilliseconds(9.9), '9.90 ms'],
  [formatSigned(-1500, formatCount), '\u22121,500'],
  [formatChange('size', 100, 13_000), '+12,900 B (+12,900.0%)'],
  [formatChange('latency', 2, 1), '\u22121.00 ms (\u221250.0%)'],
])('%s', (text, expected) => expect(text).toBe(expected));
