// A file of Keras as values: the configuration of its model, and the weights by layer. Nothing in it is executed.
//
// `.keras` is a zip archive of Keras 3 (keras/src/saving/saving_lib.py), `.h5` an HDF5 file of Keras 2 or 3
// (keras/src/legacy/saving/legacy_h5_format.py).
import { asciiOf } from '../base/bytes.ts';
import { describeKind } from '../base/file-kind.ts';
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { excerpt } from '../base/quote.ts';
import { isZip, unzip } from '../data/readers/unzip.ts';
import { HDF5_START, openHdf5 } from './hdf5/file.ts';
import { isObject, type JsonObject, objectOf, parseJson, textOf } from './json.ts';
import { type KerasWeights, weightsOfArchive, weightsOfHdf5 } from './weights.ts';

export interface KerasModel {
  /** `{ class_name, config }` as the file has it, objects without a prototype. */
  readonly config: JsonObject;
  readonly weights: KerasWeights;
  /** Empty where the file doesn't say. */
  readonly kerasVersion: string;
}

const ARCHIVE = { code: 'keras/damaged', name: '.keras', remedy: 'save the model again' } as const;
const [CONFIG, METADATA, WEIGHTS] = ['config.json', 'metadata.json', 'model.weights.h5'];

/** Problems: `keras/damaged`, `keras/no-model`, `keras/config`, `keras/too-large`. */
export function readKeras(bytes: Uint8Array): Outcome<KerasModel> {
  return attempt(() => {
    if (isZip(bytes)) return readArchive(bytes);
    if (asciiOf(bytes, 0, HDF5_START.length) === HDF5_START) return readHdf5(bytes);
    const otherwise = 'it starts neither as .keras nor as .h5; write it with model.save';
    return reject('keras/damaged', `not a Keras file: ${describeKind(bytes, otherwise)}`);
  });
}

function readArchive(bytes: Uint8Array): KerasModel {
  const { files, listed } = unzip(bytes, new Set([CONFIG, METADATA, WEIGHTS]), ARCHIVE);
  const [config, metadata, weights] = [CONFIG, METADATA, WEIGHTS].map((name) => files.get(name));
  if (!config || !weights) {
    const missing = config ? WEIGHTS : CONFIG;
    const found = listed.length === 0 ? 'it is empty' : `it has ${excerpt(listed.join(', '))}`;
    return reject('keras/no-model', `there is no ${missing} in the archive: ${found}; write it with model.save`);
  }
  const model = configOf(textIn(config), CONFIG);
  const root = must(openHdf5(weights));
  const { keras_version } = metadata ? objectOf(must(parseJson(textIn(metadata), METADATA))) : objectOf(undefined);
  return { config: model, weights: weightsOfArchive(root, model), kerasVersion: textOf(keras_version) };
}

function readHdf5(bytes: Uint8Array): KerasModel {
  const root = must(openHdf5(bytes));
  const text = root.attributes.get('model_config')?.[0];
  const group = root.open('model_weights');
  if (text === undefined || !group) {
    const weightsAlone = root.attributes.has('layer_names') || root.names.includes('layers');
    const what = weightsAlone ? 'weights alone, without the layers that they belong to' : 'no model of Keras';
    return reject('keras/no-model', `the file holds ${what}; write it with model.save("model.keras")`);
  }
  const model = configOf(text, 'model_config');
  const kerasVersion = (root.attributes.get('keras_version') ?? group.attributes.get('keras_version'))?.[0] ?? '';
  return { config: model, weights: weightsOfHdf5(group, model), kerasVersion };
}

function configOf(text: string, what: string): JsonObject {
  const config = must(parseJson(text, what));
  return isObject(config) ? config : reject('keras/config', `${what} is no model; write it with model.save`);
}

function textIn(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
