// Who lies where: persistent regions one after the other as they are asked for, transient ones placed by their
// lifetimes at the end.
import type { Kernels } from '../../simd/kernels.ts';
import { FIRST_FREE_ADDRESS } from '../../simd/wasm.ts';
import { WINDOW_BYTES, type Window, writeWindow } from '../../simd/window.ts';
import { type PlacedCall, regionsOf } from './barriers.ts';
import type { Emitter, MemoryRegion } from './layer-steps.ts';
import { aligned, place } from './place.ts';

/** Kernels read a few floats behind their last tile. */
export const TAIL_BYTES = 256;

export interface MemoryLayout {
  persistent(bytes: number): MemoryRegion;
  routine(): RoutineLayout;
  readonly windows: readonly { readonly address: number; readonly window: Window }[];
  /** Gives the transient regions their addresses; nothing may be asked for afterwards. */
  finish(): { readonly workspace: number; readonly workspaceBytes: number };
}

/** Where the emitted calls go, and the regions that they use. */
export interface RoutineLayout {
  readonly calls: readonly PlacedCall[];
  readonly emitter: Emitter;
  keepUntilEnd(region: MemoryRegion): void;
}

/** `sizing`: kernels over any memory, which say how much workspace they need. */
export function memoryLayout(batch: number, sizing: Kernels): MemoryLayout {
  let next = FIRST_FREE_ADDRESS;
  let workspaceBytes = 0;
  const windows: { address: number; window: Window }[] = [];
  const routines: Routine[] = [];
  const persistent = (bytes: number): MemoryRegion => {
    const address = next;
    next += aligned(bytes);
    return { address, bytes };
  };
  const needWorkspace = (bytes: number) => {
    workspaceBytes = Math.max(workspaceBytes, aligned(bytes));
    return 'workspace' as const;
  };
  return {
    persistent,
    windows,
    routine() {
      const calls: PlacedCall[] = [];
      const transients = new Set<MemoryRegion>();
      const kept = new Set<MemoryRegion>();
      routines.push({ calls, transients, kept });
      const transient = (floats: number): MemoryRegion => {
        const region = { address: 0, bytes: floats * 4 };
        transients.add(region);
        return region;
      };
      const emitter: Emitter = {
        emit: (kernel, range, ...args) => {
          calls.push({ kernel, range, args });
        },
        perSample: (floats) => transient(floats * batch),
        fixed: transient,
        window(window) {
          const { address } = persistent(WINDOW_BYTES);
          windows.push({ address, window });
          return address;
        },
        convWorkspace(window) {
          writeWindow(sizing.memory, FIRST_FREE_ADDRESS, window);
          return needWorkspace(sizing.convWorkspaceBytes(FIRST_FREE_ADDRESS));
        },
        denseWorkspace: (rowsPerSample, inputs, units) =>
          needWorkspace(sizing.denseWorkspaceBytes(rowsPerSample * batch, inputs, units)),
      };
      return { calls, emitter, keepUntilEnd: (region) => kept.add(region) };
    },
    finish() {
      const bytes = routines.map((routine) => placeTransients(routine, next));
      return { workspace: next + Math.max(0, ...bytes), workspaceBytes };
    },
  };
}

interface Routine {
  readonly calls: PlacedCall[];
  readonly transients: Set<MemoryRegion>;
  readonly kept: Set<MemoryRegion>;
}

/** Gives the routine's transient regions their addresses from `start` on; returns the bytes that they take. */
function placeTransients({ calls, transients, kept }: Routine, start: number): number {
  const used = [...transients].map((region) => ({ region, ...lifetimeOf(region, calls, kept.has(region)) }));
  const placed = place(used);
  used.forEach(({ region }, i) => {
    region.address = start + placed.offsets[i];
  });
  return placed.bytes;
}

function lifetimeOf(region: MemoryRegion, calls: readonly PlacedCall[], untilEnd: boolean) {
  const uses = calls.flatMap((call, i) => (regionsOf(call).some((operand) => operand.region === region) ? [i] : []));
  return { bytes: region.bytes, first: uses[0] ?? 0, last: untilEnd ? calls.length : (uses[uses.length - 1] ?? 0) };
}
