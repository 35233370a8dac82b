// Layers that work in training alone.
import { passOn, type Translation, type Translations } from './layer.ts';

/** Whatever they do, they do it to Keras' own training samples; here `distill.augment` and dropout do. */
const onlyInTraining =
  (...keys: readonly string[]): Translation =>
  (settings) => {
    settings.pass(...keys);
    return passOn;
  };

export const TRAINING_LAYERS = {
  Dropout(settings) {
    const rate = settings.number('rate', 0);
    settings.pass('noise_shape');
    return (site) => (rate > 0 && rate < 1 ? site.add('dropout', { rate }, [site.input]) : site.input);
  },
  SpatialDropout1D: onlyInTraining('rate'),
  SpatialDropout2D: onlyInTraining('rate', 'data_format'),
  GaussianDropout: onlyInTraining('rate'),
  GaussianNoise: onlyInTraining('stddev'),
  AlphaDropout: onlyInTraining('rate', 'noise_shape'),
  ActivityRegularization: onlyInTraining('l1', 'l2'),
  RandomFlip: onlyInTraining('mode', 'data_format'),
  RandomRotation: onlyInTraining('factor', 'fill_mode', 'fill_value', 'interpolation', 'data_format', 'value_range'),
  RandomTranslation: onlyInTraining(
    ...['height_factor', 'width_factor', 'fill_mode', 'fill_value', 'interpolation', 'data_format'],
  ),
  RandomZoom: onlyInTraining(
    ...['height_factor', 'width_factor', 'fill_mode', 'fill_value', 'interpolation', 'data_format'],
  ),
  RandomContrast: onlyInTraining('factor', 'value_range'),
  RandomBrightness: onlyInTraining('factor', 'value_range'),
} as const satisfies Translations;
