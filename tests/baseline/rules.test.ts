import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/base/digest.ts';
import { must } from '../../src/base/problem.ts';
import { rulesAtCommit } from '../../src/baseline/rules.ts';
import { builtinModel } from '../../src/board/builtin-models.ts';
import { git, makeRepository, specText } from '../github/runner.ts';
import { gitIn } from './repositories.ts';

const BOARD = `id: ours
name: Ours
mcu: nRF52840
profile: cortex-m4f/cmsis_nn
clock: 64 MHz
ramSize: 256 KiB
flashSize: 1 MB
sources: [the wiki]
`;

describe('the rules of a commit', () => {
  test('are read from git, board files too, whatever lies in the workspace', async () => {
    const { work, commit } = makeRepository();
    const spec = specText().replace('[arduino-nano-33-ble]', '[arduino-nano-33-ble, ./ours.yaml]');
    const id = commit('main', spec, { 'ours.yaml': BOARD });
    commit('other', specText({ budgets: 'size: { max: 1 MiB }' }), { 'ours.yaml': 'broken' });
    const rules = await rulesAtCommit(gitIn(work), id, 'kd.yaml', 'kd.yaml');
    if (!rules.ok || !rules.value) throw new Error('the commit has rules');
    const digits = rules.value.get('digits');
    expect(digits?.limits.map(({ measure, kind, text }) => `${measure} ${kind} ${text}`)).toEqual([
      'size max 16 KiB',
      'size maxIncrease 10%',
    ]);
    expect(digits?.boards).toMatchObject([
      { id: 'arduino-nano-33-ble', ramBytes: 262144 },
      { id: 'ours', ramBytes: 262144 },
    ]);
  });

  test('have the factor of the models that lie in that commit, byte for byte, whatever a branch has in their place', async () => {
    const { work, commit } = makeRepository();
    const spec = specText().replace('[arduino-nano-33-ble]', '[boards/ours.yaml]');
    const measured = `${BOARD}measured: [{ model: conv.tflite, ms: 10 }]\n`;
    const [conv, dense] = ['conv', 'dense'].map((name) => Buffer.from(builtinModel(name) ?? expect.unreachable()));
    mkdirSync(join(work, 'boards'), { recursive: true });
    writeFileSync(join(work, 'boards/conv.tflite'), conv);
    const id = commit('main', spec, { 'boards/ours.yaml': measured });
    writeFileSync(join(work, 'boards/conv.tflite'), dense);
    commit('other', spec, { 'boards/ours.yaml': measured });
    const rules = must(await rulesAtCommit(gitIn(work), id, 'kd.yaml', 'kd.yaml'));
    const [board] = rules?.get('digits')?.boards ?? [];
    expect(board).toMatchObject({
      timings: [{ model: 'conv.tflite', sha256: sha256Hex(conv), ms: 10 }],
      ownCalibration: { profile: 'cortex-m4f/cmsis_nn', bandPercent: 30 },
    });
  });

  test('are none where the commit has no kd.yaml', async () => {
    const { work, commit } = makeRepository();
    const id = commit('main', specText());
    expect(await rulesAtCommit(gitIn(work), id, 'models/kd.yaml', 'x')).toEqual({ ok: true, value: undefined });
    expect(await rulesAtCommit(gitIn(work), id, 'data', 'x')).toEqual({ ok: true, value: undefined });
  });

  test('are read behind a link inside of the repository, and no link is followed for ever', async () => {
    const { work, commit } = makeRepository();
    commit('main', specText());
    symlinkSync('kd.yaml', join(work, 'link.yaml'));
    symlinkSync('b.yaml', join(work, 'a.yaml'));
    symlinkSync('a.yaml', join(work, 'b.yaml'));
    symlinkSync('/etc/hostname', join(work, 'outside.yaml'));
    git(work, 'add', '-A');
    git(work, 'commit', '--quiet', '-m', 'links');
    const head = git(work, 'rev-parse', 'HEAD');
    const read = (file: string) => rulesAtCommit(gitIn(work), head, file, file);
    expect(await read('link.yaml')).toMatchObject({ ok: true, value: { size: 1 } });
    expect(await read('a.yaml')).toMatchObject({ ok: false, problems: [{ code: 'baseline/rules' }] });
    expect(await read('outside.yaml')).toEqual({ ok: true, value: undefined });
  });

  test('are refused where kd.yaml is broken, or larger than one may be', async () => {
    const { work, commit } = makeRepository();
    const broken = commit('main', 'version: 2\n');
    const large = commit('main', `${specText()}#${' '.repeat(1024 * 1024)}\n`);
    const outcome = await rulesAtCommit(gitIn(work), broken, 'kd.yaml', 'kd.yaml');
    expect(outcome).toMatchObject({ ok: false, problems: [{ place: { file: "the base's kd.yaml" } }, {}] });
    expect(await rulesAtCommit(gitIn(work), large, 'kd.yaml', 'kd.yaml')).toMatchObject({
      ok: false,
      problems: [{ code: 'baseline/rules' }],
    });
  });

  test('of a board file that is not there are refused', async () => {
    const { work, commit } = makeRepository();
    const id = commit('main', specText().replace('[arduino-nano-33-ble]', '[./none.yaml]'));
    expect(await rulesAtCommit(gitIn(work), id, 'kd.yaml', 'kd.yaml')).toMatchObject({
      ok: false,
      problems: [{ code: 'baseline/rules' }],
    });
  });
});
