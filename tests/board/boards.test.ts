import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { BOARDS, OTHER_BOARDS } from '../../src/board/boards/index.ts';
import { parseBoard } from '../../src/config/board-file.ts';
import { findProfile } from '../../src/micro/profile.ts';

describe('boards', () => {
  test('there are at least 25, each in a file that has its name', () => {
    expect(BOARDS.length).toBeGreaterThanOrEqual(25);
    const files = readdirSync(fileURLToPath(new URL('../../src/board/boards', import.meta.url)))
      .filter((file) => file !== 'index.ts')
      .map((file) => file.replace(/\.ts$/, ''));
    expect([...BOARDS, ...OTHER_BOARDS].map(({ id }) => id).sort()).toEqual(files.sort());
  });

  test.each(BOARDS)('$id: figures that a chip can have, and where they come from', (board) => {
    expect(findProfile(board.profile).ok).toBe(true);
    expect(board.clockHz).toBeGreaterThanOrEqual(16e6);
    expect(board.clockHz).toBeLessThanOrEqual(1e9);
    expect(board.ramBytes).toBeGreaterThanOrEqual(16 * 1024);
    expect(board.ramBytes % 1024).toBe(0);
    expect(board.flashBytes).toBeGreaterThanOrEqual(128 * 1024);
    expect(board.flash).toMatch(/^(in|ex)ternal$/);
    expect(board.sources.length).toBeGreaterThan(0);
  });

  test.each(BOARDS)('$id is also a valid board file', (board) => {
    expect(parseBoard(JSON.stringify(board), 'board.json')).toMatchObject({ ok: true });
  });

  test.each(OTHER_BOARDS)('$id says why there are no figures', ({ reason, sources }) => {
    expect(reason.length).toBeGreaterThan(40);
    expect(sources.length).toBeGreaterThan(0);
  });
});
