// The augmentations, by their keys in kd.yaml.
import type { AugmentationList } from './augmentation.ts';
import { crop } from './crop.ts';
import { cutout } from './cutout.ts';
import { flip } from './flip.ts';
import { gain } from './gain.ts';
import { mixup } from './mixup.ts';
import { noise } from './noise.ts';
import { shift } from './shift.ts';
import { specAugment } from './spec-augment.ts';

export const AUGMENTATIONS = {
  shift,
  crop,
  flip,
  noise,
  gain,
  mixup,
  specAugment,
  cutout,
} as const satisfies AugmentationList;
