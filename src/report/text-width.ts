// How wide a text is, the same on every machine: advance widths of DejaVu Sans 2.37, which Verdana's are close to.

const UNITS_PER_EM = 2048;
/** Of the characters from the space to `~`, from the font's table hmtx. */
const WIDTHS: readonly number[] = [
  ...[651, 821, 942, 1716, 1303, 1946, 1597, 563, 799, 799, 1024, 1716, 651, 739, 651, 690], //  !"#$%&'()*+,-./
  ...[1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 1303, 690, 690, 1716, 1716, 1716, 1087], // 0-9:;<=>?
  ...[2048, 1401, 1405, 1430, 1577, 1294, 1178, 1587, 1540, 604, 604, 1343, 1141, 1767, 1532, 1612], // @A-O
  ...[1235, 1612, 1423, 1300, 1251, 1499, 1401, 2025, 1403, 1251, 1403, 799, 690, 799, 1716, 1024], // P-Z[\]^_
  ...[1024, 1255, 1300, 1126, 1300, 1260, 721, 1300, 1298, 569, 569, 1186, 569, 1995, 1298, 1253], // `a-o
  ...[1300, 1300, 842, 1067, 803, 1298, 1212, 1675, 1212, 1212, 1075, 1303, 690, 1303, 1716], // p-z{|}~
];
const FIRST = 32;
const OTHERS: ReadonlyMap<string, number> = new Map([
  ['\u00a0', 651],
  ['·', 651],
  ['±', 1716],
  ['−', 1716],
]);

/** In the unit of `fontSize`. A character that isn't in the table counts as a square, as those of Chinese are. */
export function textWidth(text: string, fontSize: number): number {
  const units = [...text].reduce((sum, character) => sum + unitsOf(character), 0);
  return (units * fontSize) / UNITS_PER_EM;
}

function unitsOf(character: string): number {
  return WIDTHS[(character.codePointAt(0) ?? 0) - FIRST] ?? OTHERS.get(character) ?? UNITS_PER_EM;
}
