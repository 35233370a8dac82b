// Attention transfer: where in the image a layer is active (Zagoruyko and Komodakis 2017, equation 2), as a mean of
// squares with the weight 1000, as in the authors' code.
import { sizeOf } from '../../../base/shape.ts';
import { read, samples, scalar, update, write } from '../../program/layer-steps.ts';
import { type FeatureLoss, featureSchema } from './feature-loss.ts';

const SCHEMA = featureSchema(
  'Layers that learn to look where layers of the teacher look (Zagoruyko and Komodakis 2017), beside the loss of ' +
    'the answers.',
  1000,
  'Weight of half the mean square of the differences of the maps.',
);

export const attention: FeatureLoss<typeof SCHEMA> = {
  schema: SCHEMA,
  regresses: false,
  onlyImages: true,
  emit({ weight }, { emit, student, studentShape, teacher, teacherShape, losses, dStudent }) {
    const regions = [read(student), read(teacher), update(losses), write(dStudent)] as const;
    const [channels, teacherChannels] = [studentShape, teacherShape].map((shape) => shape[shape.length - 1]);
    const sizes = [sizeOf(studentShape) / channels, channels, teacherChannels] as const;
    emit('attentionLoss', samples(), ...regions, ...sizes, weight, scalar('count'));
  },
  describe: ({ weight }, student, teacher) => `${weight / 2} * MSE(map of ${student}, map of teacher's ${teacher})`,
};
