// `measure --firmware`, and the names of classes that a file brings along.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import LABELLED from '../../fixtures/metadata/labelled.json' with { type: 'json' };
import { shippedFiles, table } from '../../fixtures/oracle/evidence.ts';
import { crc32 } from '../../src/base/digest.ts';
import type { MeasureOptions } from '../../src/commands/measure/options.ts';
import { measureCommand } from '../../src/commands/measure.ts';
import { executeCommand } from '../../src/commands/program.ts';
import { withMetadata } from '../../src/compress/metadata.ts';
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
    expect(out).toContain('  classes   zero, one, tschüss "四"\n');
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

test('names of classes write no line of their own on a terminal, and no command of a workflow', async () => {
  const facts = { name: 'm', labels: ['\u001b[31mred', '::error::x'] };
  const file = withMetadata(new Uint8Array(fixture('arena/fc_10x2.tflite')), facts);
  const { out } = await measure('m.tflite', file, {});
  expect(out).not.toContain('\u001b');
  expect(out).not.toMatch(/^::/m);
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
      'kLabels[] = {"zero, one", "tsch\\303\\274ss \\042\\345\\233\\233\\042"};',
    );
  });

  // What the runtimes needed: the largest of the Arm cores; an ESP32-S3 takes more.
  test('has room for every Arm core, or for what is named', async () => {
    const model = shippedFiles('graphs').get('graph41') ?? expect.unreachable('no such graph');
    const most = (name: 'arenas' | 'esp-arenas', profile: RegExp) => {
      const rows = table(name).filter((row) => row.model === 'graph41' && profile.test(row.profile));
      return Math.max(...rows.map(({ min }) => min));
    };
    const [ofArm, ofS3] = [most('arenas', /^cortex/), most('esp-arenas', /^esp32s3\/esp_nn$/)];
    expect(ofS3).toBeGreaterThan(ofArm);
    const roomOf = async (options: MeasureOptions) => {
      const { files } = await measure('m.tflite', model, { firmware: ['files'], out: 'out', ...options });
      const [settings] = [...files]
        .filter(([path]) => path.endsWith('model_settings.h'))
        .map(([, text]) => String(text));
      return /kTensorArenaBytes = (\d+)/.exec(settings)?.[1];
    };
    expect(await roomOf({})).toBe(String(ofArm));
    expect(await roomOf({ profile: ['esp32s3/esp_nn'] })).toBe(String(ofS3));
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

  test('leaves names out where there are not as many as outputs', async () => {
    const file = withMetadata(new Uint8Array(fixture('arena/fc_10x2.tflite')), { name: 'm', labels: ['a', 'b'] });
    // One name more in as many bytes: the checksums behind the model are all that changes with it.
    const three = Buffer.from(Buffer.from(file).toString('latin1').replace('a\nb\n', 'a\n\n\n'), 'latin1');
    const checksum = crc32(new TextEncoder().encode('a\n\n\n'));
    three.writeUInt32LE(checksum, three.indexOf('PK\u0003\u0004') + 14);
    three.writeUInt32LE(checksum, three.indexOf('PK\u0001\u0002') + 16);
    const { files, out } = await measure('m.tflite', three, { firmware: ['files'], out: 'out' });
    expect(out).toContain('  classes   a, , \n');
    expect(files.get('out/m_model/model_settings.h')).not.toContain('kLabels');
    expect(files.has('out/m_model/labels.txt')).toBe(false);
  });

  test.each([{ firmware: ['arduino'] }, { out: 'out' }] as const)('needs both options: %j', async (options) => {
    const { status, err } = await measure('m.tflite', labelled, options);
    expect([status, err]).toEqual([2, expect.stringContaining('--firmware and --out belong together')]);
  });
});
