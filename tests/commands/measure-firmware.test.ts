// `measure --firmware`, and the names of classes that a file brings along.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import LABELLED from '../../fixtures/metadata/labelled.json' with { type: 'json' };
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import type { Engine } from '../../src/gate/engine.ts';
import { MAKERS } from '../micro/oracle.ts';
import { memoryHost, memoryIo } from './io.ts';

const fixture = (path: string) => readFileSync(join(import.meta.dirname, '../../fixtures', path));
const unused = () => {
  throw new Error('not needed');
};
const engine: Engine = {
  ...{ version: '1.2.3', kernelsSha256: 'ab'.repeat(32), buildSha256: 'cd'.repeat(32) },
  ...{ makeKernels: MAKERS.reference, trainerOn: unused, evaluateOn: unused },
};
const labelled = fixture('metadata/labelled.tflite');

async function measure(file: string, content: Uint8Array, options: MeasureOptions) {
  const io = memoryIo({ [file]: content });
  const status = await executeCommand(measureCommand, memoryHost(io, engine), [file], options);
  return { status, files: io.files, ...io.written };
}

describe('names of classes in a file', () => {
  test('are shown, on a terminal and as JSON', async () => {
    const { out } = await measure('m.tflite', labelled, {});
    expect(out).toContain('  classes   zero, one, two, tschüss "drei", 四\n');
    expect(JSON.parse((await measure('m.tflite', labelled, { json: true })).out).classes).toEqual(LABELLED.labels);
  });

  test('are absent where the file has none', async () => {
    const file = fixture('arena/fc_10x2.tflite');
    expect((await measure('m.tflite', file, {})).out).not.toContain('classes');
    expect('classes' in JSON.parse((await measure('m.tflite', file, { json: true })).out)).toBe(false);
  });

  test('that cannot be read are told, and the model is measured all the same', async () => {
    const file = labelled.subarray(0, labelled.indexOf('PK\u0003\u0004'));
    const { status, out } = await measure('m.tflite', file, {});
    expect(status).toBe(0);
    expect(out).toContain('  classes   not read: the model');
    expect(JSON.parse((await measure('m.tflite', file, { json: true })).out).classes.notRead).toContain('labels.txt');
  });
});

describe('measure --firmware', () => {
  test('writes the folders that are named, with the names of the classes and of the file', async () => {
    const { status, files } = await measure('models/kws-v2.tflite', labelled, {
      firmware: ['arduino', 'zephyr'],
      out: 'out',
    });
    expect(status).toBe(0);
    expect(files.get('out/kws_v2_model/model.tflite')).toEqual(labelled);
    expect(files.get('out/kws_v2_model/labels.txt')).toBe(LABELLED.labels.map((label) => `${label}\n`).join(''));
    expect(files.get('out/kws_v2_model/arduino/kws_v2_model/library.properties')).toContain('name=kws_v2_model\n');
    expect(files.has('out/kws_v2_model/zephyr/kws_v2_model/zephyr/module.yml')).toBe(true);
    expect(files.has('out/kws_v2_model/model_data.cc')).toBe(false);
    expect(files.get('out/kws_v2_model/arduino/kws_v2_model/src/kws_v2_model/model_settings.h')).toContain(
      'kLabels[] = {"zero", "one, two", "tsch\\303\\274ss \\042drei\\042", "\\345\\233\\233"};',
    );
  });

  test.each(['../../x.tflite', '/etc/cron.d/1x', 'C:\\windows\\con.tflite', 'a b;c.tflite', '..'])(
    'leaves the folder of --out by no name of a file: %s',
    async (file) => {
      const { files } = await measure(file, labelled, {
        firmware: ['arduino', 'esp-idf', 'zephyr', 'files'],
        out: 'out',
      });
      const written = [...files.keys()].filter((path) => path !== file);
      expect(written.length).toBeGreaterThan(30);
      for (const path of written) expect(path).toMatch(/^out(\/[A-Za-z][\w-]*(\.[\w.]+)?)+$/);
    },
  );

  test.each([{ firmware: ['arduino'] }, { out: 'out' }] as const)('needs both options: %j', async (options) => {
    const { status, err } = await measure('m.tflite', labelled, options);
    expect([status, err]).toEqual([2, expect.stringContaining('--firmware and --out belong together')]);
  });
});
