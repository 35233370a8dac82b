// All architectures, under their names in kd.yaml.
import { cnn1d } from './cnn-1d.ts';
import { dsCnn } from './ds-cnn.ts';
import { fcAutoencoder } from './fc-autoencoder.ts';
import { mobilenetV1 } from './mobilenet-v1.ts';
import { mobilenetV2 } from './mobilenet-v2.ts';
import { resnet8 } from './resnet-8.ts';
import { tcn } from './tcn.ts';

export const ARCHITECTURES = {
  'ds-cnn': dsCnn,
  'mobilenet-v1': mobilenetV1,
  'mobilenet-v2': mobilenetV2,
  'resnet-8': resnet8,
  'fc-autoencoder': fcAutoencoder,
  'cnn-1d': cnn1d,
  tcn,
} as const;
