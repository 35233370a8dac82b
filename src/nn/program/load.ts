// A network's numbers into the memory that its program runs in.
import { writeWindow } from '../../simd/window.ts';
import type { Network } from '../network/network.ts';
import { valuesOf } from '../network/trainable.ts';
import type { CompiledNetwork } from './compile.ts';
import type { MemoryRegion } from './layer-steps.ts';

export function loadNetwork(
  memory: SharedArrayBuffer,
  { windows, parameters }: CompiledNetwork,
  network: Network,
): void {
  for (const { address, window } of windows) writeWindow(memory, address, window);
  for (const { node, name, value } of parameters.placed) {
    floatsAt(memory, value).set(valuesOf(network.nodes[node])[name]);
  }
}

export function floatsAt(memory: SharedArrayBuffer, { address, bytes }: MemoryRegion): Float32Array {
  return new Float32Array(memory, address, bytes / 4);
}
