// A Model without what TFLM never reads: names, descriptions, metadata, quantization that no kernel asks for, tensors
// and buffers that nothing refers to.
import { numberEqualBytes } from '../../base/equal-bytes.ts';
import {
  type Metadata,
  type Model,
  OFFLINE_PLAN,
  type Quantization,
  type Subgraph,
  type Tensor,
} from '../../tflite/model.ts';
import { unreadQuantizations, withoutUnread } from './unread.ts';

export function leanModel(model: Model): Model {
  const metadata = model.metadata.filter(({ name }) => name === OFFLINE_PLAN);
  const operators = { ...model, subgraphs: model.subgraphs.map(withLeanOperators) };
  const quantized = { ...operators, subgraphs: operators.subgraphs.map((graph) => withLeanTensors(operators, graph)) };
  // The plan names tensors by their number.
  const subgraphs = metadata.length > 0 ? quantized.subgraphs : quantized.subgraphs.map(withUsedTensors);
  return withUsedBuffers({ version: model.version, description: '', subgraphs, buffers: model.buffers, metadata });
}

/** MicroOpResolver finds a kernel by its code alone: the version is in its messages only. */
function withLeanOperators(graph: Subgraph): Subgraph {
  return {
    ...graph,
    name: '',
    operators: graph.operators.map((operator) => ({ ...withoutUnread(operator), version: 1 })),
  };
}

function withLeanTensors(model: Model, graph: Subgraph): Subgraph {
  const unread = unreadQuantizations(model, graph);
  const tensors = graph.tensors.map(({ quantization, ...tensor }, index): Tensor => {
    const lean = quantization && leanQuantization(quantization, unread.has(index));
    return { ...tensor, name: '', ...(lean && { quantization: lean }) };
  });
  return { ...graph, tensors };
}

/**
 * micro_allocator.cc, InitializeTfLiteTensorFromFlatbuffer: without a scale and a zero point there is no quantization,
 * and unless there are as many zero points as scales the first holds for all.
 */
function leanQuantization(quantization: Quantization, isUnread: boolean): Quantization | undefined {
  const { scales, zeroPoints } = quantization;
  if (scales.length === 0 && zeroPoints.length === 0) return undefined;
  // Half a quantization is none for TFLM, but other readers may see one.
  if (scales.length === 0 || zeroPoints.length === 0) return quantization;
  if (isUnread) return undefined;
  const [first] = zeroPoints;
  const isOne = zeroPoints.length !== scales.length || zeroPoints.every((zeroPoint) => zeroPoint === first);
  return isOne ? { ...quantization, zeroPoints: [first] } : quantization;
}

function withUsedTensors(graph: Subgraph): Subgraph {
  const { inputs, outputs, operators, tensors } = graph;
  const used = new Set([
    ...inputs,
    ...outputs,
    ...operators.flatMap((operator) => [...operator.inputs, ...operator.outputs]),
  ]);
  const kept = [...tensors.keys()].filter((index) => used.has(index));
  const places = new Map(kept.map((index, place) => [index, place]));
  // -1 stands for an input left out.
  const renumbered = (indices: readonly number[]) => indices.map((index) => places.get(index) ?? index);
  return {
    ...graph,
    tensors: kept.map((index) => tensors[index]),
    inputs: renumbered(inputs),
    outputs: renumbered(outputs),
    operators: operators.map((operator) => ({
      ...operator,
      inputs: renumbered(operator.inputs),
      outputs: renumbered(operator.outputs),
    })),
  };
}

/** Buffers in the order of their first use, those with the same data once; 0 is the empty one. */
function withUsedBuffers(model: Model): Model {
  const buffers: Uint8Array[] = [new Uint8Array(0)];
  const add = (data: Uint8Array): number => (data.length === 0 ? 0 : buffers.push(data) - 1);
  const placedOnce = () => {
    const places = new Map<number, number>();
    return (key: number, data: Uint8Array): number => {
      const place = places.get(key) ?? add(data);
      places.set(key, place);
      return place;
    };
  };
  const [ofConstant, ofVariable] = [placedOnce(), placedOnce()];
  const numberOf = numberEqualBytes();
  const shared = (index: number) => ofConstant(numberOf(model.buffers[index]), model.buffers[index]);
  const subgraphs = model.subgraphs.map((graph) => ({
    ...graph,
    // What a variable starts with isn't shared with constants.
    tensors: graph.tensors.map((tensor) => ({
      ...tensor,
      buffer: tensor.isVariable ? ofVariable(tensor.buffer, model.buffers[tensor.buffer]) : shared(tensor.buffer),
    })),
  }));
  const metadata = model.metadata.map(({ name, buffer }): Metadata => ({ name, buffer: shared(buffer) }));
  return { ...model, subgraphs, metadata, buffers };
}
