// The names of classes that a finished model brings along in its metadata.
import { labelsOf } from '../tflite/metadata/labels.ts';

/** Neither where the file says nothing of them. */
export interface ModelClasses {
  readonly classes?: readonly string[];
  /** Why they can't be read, where it says something and they can't: the model itself is none the worse. */
  readonly classesReason?: string;
}

export function classesIn(bytes: Uint8Array): ModelClasses {
  const labels = labelsOf(bytes);
  if (!labels.ok) return { classesReason: labels.problems[0].message };
  return labels.value === undefined ? {} : { classes: labels.value };
}
