// Who lies where: persistent buffers one after the other as they are asked for, transient ones placed by their lifetimes at the end.
import type { Kernels } from '../../simd/kernels.ts';
import { FIRST_FREE_ADDRESS } from '../../simd/wasm.ts';
import { WINDOW_BYTES, type Window, writeWindow } from '../../simd/window.ts';
import { buffersOf, type PlacedCall } from './barriers.ts';
import type { Buffer, Emitter } from './layer-steps.ts';
import { aligned, place } from './place.ts';

/** Kernels read a few floats behind their last tile. */
export const TAIL_BYTES = 256;

export interface Layout {
  persistent(bytes: number): Buffer;
  /** Where the emitted calls go, and the buffers that they use. */
  routine(): { readonly calls: readonly PlacedCall[]; readonly emitter: Emitter; keepUntilEnd(buffer: Buffer): void };
  readonly windows: readonly { readonly address: number; readonly window: Window }[];
  /** Gives the transient buffers their addresses; nothing may be asked for afterwards. */
  finish(): { readonly workspace: number; readonly workspaceBytes: number };
}

/** `sizing`: kernels over any memory, which say how much workspace they need. */
export function layoutOf(batch: number, sizing: Kernels): Layout {
  let next = FIRST_FREE_ADDRESS;
  let workspaceBytes = 0;
  const windows: { address: number; window: Window }[] = [];
  const routines: { calls: PlacedCall[]; transients: Set<Buffer>; kept: Set<Buffer> }[] = [];
  const persistent = (bytes: number): Buffer => {
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
      const transients = new Set<Buffer>();
      const kept = new Set<Buffer>();
      routines.push({ calls, transients, kept });
      const transient = (floats: number): Buffer => {
        const buffer = { address: 0, bytes: floats * 4 };
        transients.add(buffer);
        return buffer;
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
      return { calls, emitter, keepUntilEnd: (buffer) => kept.add(buffer) };
    },
    finish() {
      const arena = next;
      let arenaBytes = 0;
      for (const { calls, transients, kept } of routines) {
        const used = [...transients].map((buffer) => ({ buffer, ...lifetimeOf(buffer, calls, kept.has(buffer)) }));
        const placed = place(used);
        used.forEach(({ buffer }, i) => {
          buffer.address = arena + placed.offsets[i];
        });
        arenaBytes = Math.max(arenaBytes, placed.bytes);
      }
      return { workspace: arena + arenaBytes, workspaceBytes };
    },
  };
}

function lifetimeOf(buffer: Buffer, calls: readonly PlacedCall[], untilEnd: boolean) {
  const uses = calls.flatMap((call, i) => (buffersOf(call).some((operand) => operand.buffer === buffer) ? [i] : []));
  return { bytes: buffer.bytes, first: uses[0] ?? 0, last: untilEnd ? calls.length : (uses[uses.length - 1] ?? 0) };
}
