// The shipped boards: the texts of this folder's files. Adding a board is adding a file.
/** JSON, which scripts/data.mjs writes in when the program is bundled or tested. */
declare const KD_GATE_BOARDS: string;

/** Texts by id, which is the name of the file without its ending. */
export interface BoardFiles {
  /** In the format of a user's own board file. */
  readonly boards: Readonly<Record<string, string>>;
  /** Of `computers/`: those that run TensorFlow Lite itself, in the format of a user's own too. */
  readonly computers: Readonly<Record<string, string>>;
  /** Of `not-measured/`: boards that TFLM's profiles don't cover. */
  readonly notMeasured: Readonly<Record<string, string>>;
}

export const BOARD_FILES: BoardFiles = JSON.parse(KD_GATE_BOARDS);

/** By core, and in each the best known first. */
const LISTED_FIRST: readonly string[] = [
  'arduino-nano-33-ble',
  'seeed-xiao-nrf52840-sense',
  'adafruit-feather-nrf52840-sense',
  'adafruit-clue',
  'nrf52840-dk',
  'arduino-uno-r4',
  'sparkfun-edge',
  'stm32f4-discovery',
  'stm32f411-discovery',
  'adafruit-feather-stm32f405',
  'nucleo-f429zi',
  'nucleo-f446re',
  'stm32f469i-discovery',
  'nucleo-l4r5zi',
  'nucleo-l496zg',
  'cy8cproto-062-4343w',
  'sony-spresense',
  'raspberry-pi-pico',
  'raspberry-pi-pico-w',
  'arduino-nano-rp2040-connect',
  'seeed-xiao-rp2040',
  'nucleo-g0b1re',
  'raspberry-pi-pico-2',
  'nucleo-u575zi',
  'b-u585i-iot02a',
  'nrf5340-dk',
  'nrf54l15-dk',
  'renesas-ek-ra6m4',
  'frdm-mcxn947',
  'silabs-xg24-dk2601b',
  'stm32f746-discovery',
  'nucleo-f746zg',
  'nucleo-f767zi',
  'stm32f769i-discovery',
  'nucleo-h723zg',
  'nucleo-h743zi',
  'nucleo-h7a3zi',
  'arduino-nicla-vision',
  'arduino-portenta-h7',
  'arduino-giga-r1',
  'teensy-4.0',
  'teensy-4.1',
  'coral-dev-board-micro',
  'alif-ensemble-e7',
  'stm32n6570-dk',
  'renesas-ek-ra8m1',
  'renesas-ek-ra8d1',
  'esp32-devkitc',
  'esp32-cam',
  'esp-eye',
  'm5stack-core2',
  'm5stack-atom-echo',
  'esp32-s2-saola-1',
  'esp32-s3-devkitc-1',
  'esp32-s3-box-3',
  'm5stack-cores3',
  'arduino-nano-esp32',
  'seeed-xiao-esp32s3',
  'esp32-c3-devkitm-1',
  'seeed-xiao-esp32c3',
  'esp32-c6-devkitc-1',
  'esp32-h2-devkitm-1',
  'esp32-p4-function-ev-board',
  'raspberry-pi-4',
  'raspberry-pi-5',
  'raspberry-pi-zero-2-w',
  'phone',
];

/** The order in which `kd-gate boards` lists them: those that are not in the list above come last, by id. */
export function idsOf(texts: Readonly<Record<string, string>>): readonly string[] {
  const listed = LISTED_FIRST.filter((id) => Object.hasOwn(texts, id));
  const others = Object.keys(texts).filter((id) => !LISTED_FIRST.includes(id));
  return [...listed, ...others.sort()];
}
