// Boards by a word that people know them by: id, name, maker, chip, core or kernels.
import { suggest } from '../base/suggest.ts';
import type { NamedBoard } from './board.ts';

/** Names that neither a board's file nor its chip says, by what the chip begins with. */
const MAKERS: readonly (readonly [chip: string, names: string])[] = [
  ['STM32', 'ST STMicroelectronics'],
  ['nRF', 'Nordic Semiconductor'],
  ['ESP32', 'Espressif'],
  ['ESP32-C', 'RISC-V'],
  ['ESP32-H', 'RISC-V'],
  ['ESP32-P4', 'RISC-V'],
  ['ESP32-PICO', 'Xtensa LX6'],
  ['ESP32-S', 'Xtensa LX7'],
  ['ESP32-D', 'Xtensa LX6'],
  ['RP2', 'Raspberry Pi'],
  ['R7FA', 'Renesas RA'],
  ['R7FA8', 'Cortex-M85'],
  ['EFR32', 'Silicon Labs, silabs'],
  ['i.MX RT', 'NXP'],
  ['MCX', 'NXP'],
  ['CXD', 'Sony'],
  ['AE7', 'Alif'],
  ['CY8C', 'Infineon Cypress PSoC'],
  ['BCM', 'Broadcom Cortex-A'],
];

/** What a board is known by, the most telling first. */
function namesOf(board: NamedBoard): readonly string[] {
  const { id, name, mcu } = board;
  const makers = MAKERS.flatMap(([chip, names]) => (mcu.startsWith(chip) ? [names] : []));
  const profile = 'profile' in board ? [board.profile] : [];
  // STM32F746NGH6 is known as F746.
  return [id, name, ...profile, mcu, ...(mcu.startsWith('STM32') ? [mcu.slice('STM32'.length)] : []), ...makers];
}

/** Without capitals, dashes and other marks; M0+ is `m0plus`, as profiles write it. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('+', 'plus')
    .replace(/[^a-z0-9]/g, '');
}

/**
 * The text from each of its words on, without marks. Digits behind letters are a word (52840 finds the nRF52840), and
 * letters behind digits none: m4 is not to find the EK-RA6M4, which has another core.
 */
function startsOf(text: string): readonly string[] {
  const starts = text.matchAll(/(?<![A-Za-z0-9])[A-Za-z0-9]|(?<=[A-Za-z])\d/g);
  return Array.from(starts, ({ index }) => plain(text.slice(index)));
}

/** Of `namesOf`, the first that the word stands in; undefined where it stands in none. */
function rankOf(board: NamedBoard, word: string): number | undefined {
  const at = namesOf(board).findIndex((text) => startsOf(text).some((start) => start.startsWith(word)));
  return at < 0 ? undefined : at;
}

/** Longer than any name. */
const MOST_CHARACTERS = 64;

/**
 * Those that every word of the query stands in: by id first, then by name, core, chip and maker, and as they were among
 * themselves. A query without a letter or digit finds none.
 */
export function findBoards<B extends NamedBoard>(query: string, boards: readonly B[]): readonly B[] {
  const words = query.slice(0, MOST_CHARACTERS).split(/\s+/).map(plain);
  const wanted = words.filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const found = boards.flatMap((board) => {
    const ranks = wanted.map((word) => rankOf(board, word));
    return ranks.includes(undefined) ? [] : [{ board, rank: Math.max(...ranks.map(Number)) }];
  });
  return found.sort((a, b) => a.rank - b.rank).map(({ board }) => board);
}

/** The word next to the query that finds a board: `esp23` is near to `esp32`. */
export function nearestWord(query: string, boards: readonly NamedBoard[]): string | undefined {
  const names = boards.flatMap(namesOf).map((text) => text.toLowerCase());
  const words = names.flatMap((text) => [text, ...text.split(/[^a-z0-9.+]+/)]);
  return suggest(
    query,
    [...new Set(words)].filter((word) => plain(word).length > 1),
  );
}
