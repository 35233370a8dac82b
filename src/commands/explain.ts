// `kd-gate explain model.tflite`: which kernels run and why one is slow, and why a board answers otherwise.
import { must, reject } from '../base/problem.ts';
import type { Command } from './command.ts';
import { OUT_FOLDER } from './defaults.ts';
import type { ExplainOptions } from './explain/options.ts';
import { collect, divisor, finite } from './option-values.ts';

export const explainCommand: Command = {
  name: 'explain',
  description: 'why a model is slow on a board, or why a board answers otherwise',
  arguments: [{ usage: '[model]', description: 'a .tflite file, or a model of kd.yaml after `kd-gate run`' }],
  options: [
    { flags: '--against <dump>', description: "what a board printed: bytes, numbers, or the probe's lines" },
    { flags: '--input <file>', description: 'what the board was fed: raw records, an .npy file, or numbers' },
    {
      flags: '--subtract <number>',
      description: 'with --input of values: the model is fed (value - subtract) / divide',
      parse: finite,
    },
    { flags: '--divide <number>', description: 'as --subtract', parse: divisor },
    { flags: '--stateful', description: 'the state of variables goes on from record to record' },
    { flags: '--or <model>', description: 'another .tflite that may be on the board; repeatable', parse: collect },
    { flags: '--board <id>', description: 'a board of `kd-gate boards` or a board file: its kernels' },
    { flags: '--profile <core/library>', description: 'the kernels, e.g. cortex-m4f/cmsis_nn, in place of --board' },
    { flags: '--probe <file>', description: 'write the header that prints every tensor on a board' },
    { flags: '--out <folder>', description: 'where `run` wrote the models of kd.yaml', default: OUT_FOLDER },
    { flags: '--json', description: 'print JSON instead of text' },
  ],
  async run({ io, loadEngine }, [model], options: ExplainOptions) {
    const { against, probe } = options;
    if (probe !== undefined) {
      const { probeHeader } = await import('../gate/probe.ts');
      must(await io.checkWritable(probe));
      await io.write(probe, probeHeader());
      if (!options.json) io.out(`${probe}: include it in your firmware, as it says, and save what it prints\n`);
      if (model === undefined) return 0;
    }
    if (against === undefined && options.input !== undefined) {
      reject('explain/options', '--input is what a board was fed: add --against, what it printed');
    }
    const { readTarget } = await import('./explain/model-file.ts');
    const engine = await loadEngine();
    const target = must(await readTarget(io, engine, model, options));
    if (against === undefined) {
      const { explainKernels } = await import('./explain/kernels.ts');
      const { renderKernels, renderKernelsJson } = await import('./explain/kernels-text.ts');
      const kernels = explainKernels(target);
      io.out(options.json ? renderKernelsJson(kernels, engine.version) : renderKernels(kernels));
      return kernels.refused.length > 0 ? 1 : 0;
    }
    const { explainAgainst, isSame } = await import('./explain/against.ts');
    const { renderExplanation, renderExplanationJson } = await import('./explain/against-text.ts');
    const explanation = await explainAgainst(io, engine, target, { ...options, against });
    io.out(options.json ? renderExplanationJson(explanation, engine.version) : renderExplanation(explanation));
    return isSame(explanation) ? 0 : 1;
  },
};
