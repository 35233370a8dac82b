// The names that a model's files can have: a closed list, so that a stored name is never a path of somebody's choice.

const HEADERS = ['model_data.h', 'model_settings.h', 'model_features.h', 'model_resolver.h', 'model_test.h'] as const;
type Header = (typeof HEADERS)[number];

/** Folders that have all headers of a model. */
const HEADER_FOLDERS = ['arduino/NAME/src/NAME', 'esp-idf/NAME/include/NAME', 'zephyr/NAME/include/NAME'] as const;
type HeaderFolder = (typeof HEADER_FOLDERS)[number];

const FILES = [
  ...(['model.tflite', 'model.full.tflite', 'model_data.cc', 'labels.txt', 'esphome.json'] as const),
  ...(['arduino/NAME/library.properties', 'arduino/NAME/keywords.txt', 'arduino/NAME/src/NAME.h'] as const),
  ...(['arduino/NAME/src/model_data.cpp', 'arduino/NAME/examples/NAME/NAME.ino'] as const),
  ...(['esp-idf/NAME/CMakeLists.txt', 'esp-idf/NAME/idf_component.yml', 'esp-idf/NAME/include/NAME.h'] as const),
  'esp-idf/NAME/src/model_data.cc',
  'esp-idf/NAME/examples/golden_test/CMakeLists.txt',
  'esp-idf/NAME/examples/golden_test/main/CMakeLists.txt',
  'esp-idf/NAME/examples/golden_test/main/golden_test.cc',
  ...(['zephyr/NAME/zephyr/module.yml', 'zephyr/NAME/CMakeLists.txt', 'zephyr/NAME/Kconfig'] as const),
  ...(['zephyr/NAME/include/NAME.h', 'zephyr/NAME/src/model_data.c'] as const),
  'zephyr/NAME/samples/golden_test/CMakeLists.txt',
  'zephyr/NAME/samples/golden_test/prj.conf',
  'zephyr/NAME/samples/golden_test/sample.yaml',
  'zephyr/NAME/samples/golden_test/src/main.cpp',
] as const;

/** `NAME` stands for the identifier that is made of the model's name. */
export type ArtifactName = Header | `${HeaderFolder}/${Header}` | (typeof FILES)[number];

export const ARTIFACT_NAMES: readonly ArtifactName[] = [
  ...HEADERS,
  ...FILES,
  ...HEADER_FOLDERS.flatMap((folder) => HEADERS.map((header) => `${folder}/${header}` as const)),
];
