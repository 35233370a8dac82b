// What a .tflite file says of itself to people and tools: the numbers of TensorFlow's metadata_schema.fbs, version 1.3
// (tensorflow/tflite-support, metadata_schema.fbs).

/** Name of the model's metadata whose buffer is a FlatBuffer of its own (MetadataPopulator.METADATA_FIELD_NAME). */
export const METADATA_NAME = 'TFLITE_METADATA';
/** file_identifier of metadata_schema.fbs. */
export const METADATA_IDENTIFIER = 'M001';

/** Field numbers in the order of the schema; of a union the type stands one in front of its value. */
export const MODEL = { name: 0, description: 1, subgraphs: 3, minParserVersion: 7, fields: 8 } as const;
export const SUBGRAPH = { inputs: 2, outputs: 3, fields: 5 } as const;
export const TENSOR = {
  ...{ name: 0, description: 1, content: 3, processUnits: 4, stats: 5, files: 6, fields: 7 },
} as const;
export const ASSOCIATED_FILE = { name: 0, description: 1, type: 2, locale: 3, fields: 4 } as const;
export const CONTENT = { propertiesType: 0, properties: 1, fields: 3 } as const;
export const IMAGE = { colorSpace: 0, defaultSize: 1, fields: 2 } as const;
export const PROCESS_UNIT = { optionsType: 0, options: 1, fields: 2 } as const;
export const NORMALIZATION = { mean: 0, std: 1, fields: 2 } as const;
export const STATS = { max: 0, min: 1, fields: 2 } as const;

/** AssociatedFileType: a line for each value along an axis. */
export const TENSOR_AXIS_LABELS = 2;
/** ContentProperties */
export const [FEATURE_PROPERTIES, IMAGE_PROPERTIES] = [1, 2];
/** ColorSpaceType */
export const [RGB, GRAYSCALE] = [1, 2];
/** ProcessUnitOptions */
export const NORMALIZATION_OPTIONS = 1;
