// Hints: the student's layer learns the values of the teacher's (FitNets, Romero et al. 2015, equation 3). The mean is
// taken in place of the sum, so that the weight means the same for layers of any size.
import { sizeOf } from '../../../base/shape.ts';
import { read, samples, scalar, update, write } from '../../program/layer-steps.ts';
import { type FeatureLoss, featureSchema } from './feature-loss.ts';

const SCHEMA = featureSchema(
  'Layers that learn the values of layers of the teacher (FitNets, Romero et al. 2015), beside the loss of the ' +
    'answers.',
  1,
  'Weight of half the mean square of the differences.',
);

export const hints: FeatureLoss<typeof SCHEMA> = {
  schema: SCHEMA,
  regresses: true,
  onlyImages: false,
  emit({ weight }, { emit, student, teacher, teacherShape, losses, dStudent }) {
    const regions = [read(student), read(teacher), update(losses), write(dStudent)] as const;
    emit('hintLoss', samples(), ...regions, sizeOf(teacherShape), weight, scalar('count'));
  },
  describe: ({ weight }, student, teacher) => `${weight / 2} * MSE(${student}, teacher's ${teacher})`,
};
