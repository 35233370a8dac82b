// dist/wide-kernels.wasm: FloatKernels with tiles for vectors of 256 bits (src/host/wide-vectors.ts).
import { useWideTiles } from './product';

useWideTiles();

export * from './float';
