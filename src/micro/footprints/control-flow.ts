// IF, WHILE, CALL_ONCE and resource variables: tensorflow/lite/micro/kernels/if.cc, while.cc, call_once.cc,
// var_handle.cc, assign_variable.cc, read_variable.cc. Parameters and Init measured, Prepare from the source.
import { tensorBytes } from '../tensors/tensor-bytes.ts';
import { both, type Footprint, temporaries } from './footprint.ts';

export const ifFootprint: Footprint = {
  parameters: { bytes: 8, alignment: 4 },
  opDataBytes: both(8),
  prepare: ({ inputs: [condition] }) => temporaries(condition),
};
export const whileFootprint: Footprint = { parameters: { bytes: 8, alignment: 4 }, opDataBytes: both(8) };
export const callOnceFootprint: Footprint = { parameters: { bytes: 4, alignment: 4 }, opDataBytes: both(8) };
export const varHandleFootprint: Footprint = { parameters: { bytes: 8, alignment: 4 }, opDataBytes: both(4) };
export const readVariableFootprint: Footprint = {
  prepare: ({ inputs: [handle] }) => temporaries(handle),
};
export const assignVariableFootprint: Footprint = {
  // The handle is read as a TfLiteEvalTensor; MicroResourceVariables::Allocate comes while the value's is there.
  prepare: ({ inputs: [handle, value] }) =>
    handle && value ? [...temporaries(value), { kind: 'variable', handle, bytes: tensorBytes(value) }] : [],
};
