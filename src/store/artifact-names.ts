// The names that a model's files can have: a closed list, so that a stored name is never a path of somebody's choice.

export const ARTIFACT_NAMES = [
  'model.tflite',
  'model.full.tflite',
  'model_data.h',
  'model_data.cc',
  'model_settings.h',
  'model_resolver.h',
  'model_test.h',
] as const;

export type ArtifactName = (typeof ARTIFACT_NAMES)[number];
