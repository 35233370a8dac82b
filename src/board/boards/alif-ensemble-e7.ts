// Alif Ensemble E7 (high-performance core): AE722F80F55D5LS.
import type { Board } from '../board.ts';

export const alifEnsembleE7: Board = {
  id: 'alif-ensemble-e7',
  name: 'Alif Ensemble E7 (high-performance core)',
  mcu: 'AE722F80F55D5LS',
  profile: 'cortex-m55-mve/cmsis_nn',
  clockHz: 400_000_000,
  ramBytes: 4194304,
  ramNote: 'SRAM0, 4 MB; the 1 MB of DTCM are faster.',
  flashBytes: 5767168,
  flash: 'internal',
  flashNote: 'MRAM; 32 + 32 KB L1 caches',
  sources: ['Zephyr dts/arm/alif/ensemble/common/ensemble_rtss_hp.dtsi: Cortex-M55, 400 MHz'],
};
