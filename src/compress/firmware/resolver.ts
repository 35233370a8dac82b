// The operators that a MicroMutableOpResolver must register for the model, and the lines that do it.
import type { Model } from '../../tflite/model.ts';
import { cString, guarded } from './c-text.ts';

// Operators whose method in tensorflow/lite/micro/micro_mutable_op_resolver.h isn't the code's words in CamelCase.
const METHODS: ReadonlyMap<string, string> = new Map([
  ['CONV_2D', 'AddConv2D'],
  ['DEPTHWISE_CONV_2D', 'AddDepthwiseConv2D'],
  ['AVERAGE_POOL_2D', 'AddAveragePool2D'],
  ['MAX_POOL_2D', 'AddMaxPool2D'],
  ['L2_POOL_2D', 'AddL2Pool2D'],
  ['CUMSUM', 'AddCumSum'],
  ['PADV2', 'AddPadV2'],
  ['BATCH_MATMUL', 'AddBatchMatMul'],
  ['UNIDIRECTIONAL_SEQUENCE_LSTM', 'AddUnidirectionalSequenceLSTM'],
]);
/** Custom operators that the resolver has a method for, by the name in the file. */
const CUSTOM_METHODS: ReadonlyMap<string, string> = new Map([
  ['CIRCULAR_BUFFER', 'AddCircularBuffer'],
  ['SignalDelay', 'AddDelay'],
  ['SignalEnergy', 'AddEnergy'],
  ['SignalFftAutoScale', 'AddFftAutoScale'],
  ['SignalFilterBank', 'AddFilterBank'],
  ['SignalFilterBankLog', 'AddFilterBankLog'],
  ['SignalFilterBankSpectralSubtraction', 'AddFilterBankSpectralSubtraction'],
  ['SignalFilterBankSquareRoot', 'AddFilterBankSquareRoot'],
  ['SignalFramer', 'AddFramer'],
  ['SignalIrfft', 'AddIrfft'],
  ['SignalOverlapAdd', 'AddOverlapAdd'],
  ['SignalPCAN', 'AddPCAN'],
  ['SignalRfft', 'AddRfft'],
  ['SignalStacker', 'AddStacker'],
  ['SignalWindow', 'AddWindow'],
  ['TFLM_DECODE', 'AddDecode'],
  ['TFLite_Detection_PostProcess', 'AddDetectionPostprocess'],
  ['ethos-u', 'AddEthosU'],
]);

/** The methods of MicroMutableOpResolver that register the model's operators, sorted. Custom operators without one are
 * left to `AddCustom`. */
export function resolverMethods(model: Model): readonly string[] {
  const methods = new Set<string>();
  for (const { operators } of model.subgraphs) {
    for (const { code, customCode = '' } of operators) {
      const method =
        code === 'CUSTOM' ? CUSTOM_METHODS.get(customCode) : (METHODS.get(code) ?? `Add${camelCase(code)}`);
      methods.add(method ?? `AddCustom(${cString(customCode)}, registration)`);
    }
  }
  return [...methods].sort();
}

function camelCase(code: string): string {
  return code
    .split('_')
    .map((word) => word[0] + word.slice(1).toLowerCase())
    .join('');
}

/** C++ alone: the resolver is a template. */
export function resolverHeader(identifier: string, model: Model): string {
  const methods = resolverMethods(model);
  const calls = methods.map((method) =>
    method.startsWith('AddCustom(')
      ? `  // Register yourself: resolver.${method};`
      : `  if (resolver.${method}() != kTfLiteOk) return kTfLiteError;`,
  );
  const body = `#include "tensorflow/lite/micro/micro_mutable_op_resolver.h"

namespace ${identifier} {

constexpr unsigned int kOperatorCount = ${methods.length};
using ModelOpResolver = tflite::MicroMutableOpResolver<kOperatorCount>;

inline TfLiteStatus RegisterModelOps(ModelOpResolver& resolver) {
${calls.join('\n')}
  return kTfLiteOk;
}

}  // namespace ${identifier}
`;
  return guarded(identifier, 'RESOLVER', body);
}
