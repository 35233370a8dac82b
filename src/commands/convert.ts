// `kd-gate convert model.keras`: a Keras file to an integer .tflite file, without Python.
import { must, placed, reject } from '../base/problem.ts';
import { MOST_MODEL_BYTES } from '../base/read-file.ts';
import type { Command } from './command.ts';
import type { ConvertOptions } from './convert/options.ts';

export const convertCommand: Command = {
  name: 'convert',
  description: 'convert a Keras model (.keras or .h5) to an int8 .tflite model',
  group: 'One model',
  arguments: [{ usage: '<model>', description: 'path of the .keras or .h5 file' }],
  options: [
    {
      flags: '--calibrate <x.npy>',
      description: 'samples as the model is fed them, .npy or .npz, first dimension the count; a hundred or more',
    },
    { flags: '--spec <kd.yaml>', description: 'take data and `quantize:` of a kd.yaml instead of --calibrate' },
    { flags: '--model <name>', description: 'with --spec: which of its models' },
    { flags: '--array <name>', description: 'with an .npz of several arrays: the samples (default: x)' },
    { flags: '--float32', description: 'keep float32; needs no samples' },
    { flags: '--compact', description: 'leave out what TFLM never reads: a smaller file with the same outputs' },
    { flags: '--out <file>', description: 'where to write it (default: beside the model, as NAME.tflite)' },
    { flags: '--json', description: 'print JSON instead of tables' },
  ],
  async run({ io, loadEngine }, [file], options: ConvertOptions) {
    const { quantizingOf } = await import('./convert/calibration.ts');
    const { convertFile } = await import('./convert/convert-file.ts');
    const { renderConversion, renderConversionJson } = await import('./convert/text.ts');
    const { out = outBeside(file), json = false } = options;
    if (out === file) reject('arguments/out', '--out is the model itself; name another file', { file });
    must(await io.checkWritable(out));
    const bytes = must(await io.readUserFile(file, MOST_MODEL_BYTES));
    const engine = await loadEngine();
    const quantizing = await quantizingOf({ io, engine }, file, bytes, options);
    const conversion = must(placed(convertFile(bytes, quantizing, options, engine.makeKernels), { file }));
    await io.write(out, conversion.measurement.bytes);
    const written = { ...conversion, file, out };
    io.out(json ? renderConversionJson(written, engine.version) : renderConversion(written));
    return 0;
  },
};

function outBeside(file: string): string {
  return `${file.replace(/\.(keras|h5|hdf5)$/, '')}.tflite`;
}
