// An HDF5 file as groups, texts and numbers: what h5py writes for Keras, in the form of HDF5 1.6 (its default up to
// 2025) and of 1.8 and later. HDF5 file format specification 3.0.
// Not jsfive: it follows whatever a file names, so that 200 bytes can keep it busy for hours, and logs on the way.

import { asciiOf } from '../../base/bytes.ts';
import { describeKind } from '../../base/file-kind.ts';
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { type Dataset, datasetOf } from './dataset.ts';
import { linksOf } from './links.ts';
import { messagesOf } from './object-header.ts';
import { addressAt, damaged, type Source, sourceOf } from './source.ts';

/** A group or a dataset; its functions run inside an `attempt`. */
export interface Hdf5Object {
  readonly attributes: Attributes;
  readonly dataset?: Dataset;
  /** Of a group's members. */
  readonly names: readonly string[];
  /** Undefined where no member has the name; the path may name members of members: `layers/dense/vars`. */
  open(path: string): Hdf5Object | undefined;
}

export const HDF5_START = '\x89HDF\r\n\x1a\n';

/** Problems: `keras/damaged`. */
export function openHdf5(bytes: Uint8Array): Outcome<Hdf5Object> {
  return attempt(() => {
    if (asciiOf(bytes, 0, HDF5_START.length) !== HDF5_START) {
      reject('keras/damaged', `not an HDF5 file: ${describeKind(bytes, 'it does not start as one')}`);
    }
    const source = sourceOf(bytes);
    return objectAt(source, rootOf(source));
  });
}

/** Section II: versions 0 and 1 end in a symbol table entry of the root group, 2 and 3 name its header. */
function rootOf(source: Source): number {
  const version = source.u8(8);
  if (version > 3) damaged('its version is not known');
  const [offsetBytes, lengthBytes] = version < 2 ? [source.u8(13), source.u8(14)] : [source.u8(9), source.u8(10)];
  if (offsetBytes !== 8 || lengthBytes !== 8) damaged('its addresses have not 8 bytes');
  const base = version === 0 ? 24 : version === 1 ? 28 : 12;
  if (source.u64(base) !== 0) damaged('something stands in front of its first byte');
  return addressAt(source, version < 2 ? base + 40 : base + 24);
}

function objectAt(source: Source, at: number): Hdf5Object {
  source.step();
  const messages = messagesOf(source, at);
  const dataset = datasetOf(source, messages);
  const links = dataset ? new Map<string, number>() : linksOf(source, messages);
  const member = (name: string) => {
    const address = links.get(name);
    return address === undefined ? undefined : objectAt(source, address);
  };
  return {
    attributes: attributesOf(source, messages),
    ...(dataset && { dataset }),
    names: [...links.keys()],
    open(path) {
      const [name, ...rest] = path.split('/');
      let found = member(name);
      for (const next of rest) found = found?.open(next);
      return found;
    },
  };
}
