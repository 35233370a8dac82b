// The tensor arenas that a model needs on Espressif's chips, for the firmware that is written for them.
import type { EspArenas } from '../compress/firmware/input.ts';
import { type ArenaOptions, measureArena } from '../micro/arena/arena.ts';
import { profileOf } from '../micro/profile.ts';
import type { ResolvedModel } from '../micro/resolve.ts';

/** Of chips that ESP-IDF builds for. */
const ALL = ['esp32/esp_nn', 'esp32s3/esp_nn', 'esp32c3/esp_nn', 'esp32p4/esp_nn'];
/** Of chips that ESPHome's micro_wake_word runs on. */
const ESPHOME = ['esp32/esp_nn', 'esp32s3/esp_nn'];

/** ESPHome takes its arena from the heap: it may begin between two multiples of 16, and ends there then. */
const UNALIGNED_BYTES = 16;

/** The largest of the chips'. Undefined where one has none: who writes the files guesses then. */
export function espArenasOf(resolved: ResolvedModel): EspArenas | undefined {
  const component = largestArena(resolved, ALL, {});
  // ESPHome makes the table of MicroResourceVariables in an arena of its own (streaming_model.cpp, load_model_).
  const esphome = largestArena(resolved, ESPHOME, { variableTable: false });
  if (component === undefined || esphome === undefined) return undefined;
  return { componentBytes: component, esphomeBytes: esphome + UNALIGNED_BYTES };
}

function largestArena(resolved: ResolvedModel, profiles: readonly string[], options: ArenaOptions): number | undefined {
  const arenas = profiles.map((id) => measureArena(resolved, profileOf(id), options));
  const bytes = arenas.flatMap((arena) => (arena.ok ? [arena.value.arenaMinBytes] : []));
  return bytes.length === profiles.length ? Math.max(...bytes) : undefined;
}
