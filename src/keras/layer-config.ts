// A model's configuration as Keras writes it, in the forms of versions 2 and 3: its layers, and models among them.
import { isList, type Json, type JsonObject, listOf, objectOf, textOf } from './json.ts';

/** One layer or model as the file lists it. */
export interface LayerConfig {
  /** Such as `Conv2D`. */
  readonly className: string;
  readonly name: string;
  /** Where its class comes from; empty in files of version 2. */
  readonly module: string;
  /** Of classes that a program registered itself. */
  readonly registeredName: string;
  readonly settings: JsonObject;
  /** What it is called with, one entry a call; empty in a Sequential. */
  readonly calls: readonly Json[];
}

export function layerConfig(value: Json | undefined): LayerConfig {
  const entry = objectOf(value);
  const settings = objectOf(entry.config);
  return {
    className: textOf(entry.class_name),
    name: textOf(entry.name) || textOf(settings.name),
    module: textOf(entry.module),
    registeredName: textOf(entry.registered_name),
    settings,
    calls: listOf(entry.inbound_nodes),
  };
}

/** Whether it is made of other layers. */
export function isModel({ className }: Pick<LayerConfig, 'className'>): boolean {
  return className === 'Sequential' || className === 'Functional' || className === 'Model';
}

/** The layers and models of a model, as the file has them; Keras before 2.2.3 wrote those of a Sequential as the whole
 * configuration. */
export function entriesOf(model: Json | undefined): readonly Json[] {
  const { config } = objectOf(model);
  return isList(config) ? config : listOf(objectOf(config).layers);
}

/** An operation of `keras.ops` that the model calls without a layer: `x + y` is one. */
export function isOperation({ module }: Pick<LayerConfig, 'module'>): boolean {
  return module.startsWith('keras.src.ops') || module.startsWith('keras.ops');
}
