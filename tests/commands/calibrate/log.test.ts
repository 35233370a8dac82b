// Serial logs as monitors save them: whole, noisy, cut off, damaged, and a stranger's.
import { describe, expect, test } from 'vitest';
import { crc32 } from '../../../src/base/digest.ts';
import { describeProblem, must, problemsOf } from '../../../src/base/problem.ts';
import { readBenchmarkLog } from '../../../src/commands/calibrate/benchmark-log.ts';
import { readCalibrationLog } from '../../../src/commands/calibrate/log.ts';

/** A line as the program prints it. */
function said(text: string): string {
  const head = `kd-gate-calibrate 1 ${text}`;
  return `${head} check=${crc32(new TextEncoder().encode(head)).toString(16).padStart(8, '0')}`;
}
const modelLine = (name: string, us: string, sha256 = 'ab'.repeat(32)) =>
  said(
    `model=${name} sha256=${sha256} bytes=2480 data=0000000a arena=3344 answers=cafebabe runs=9 loops=62 us=${us} ` +
      `least=${us} most=${us}`,
  );
const BEGIN = said('begin models=1 clock=64000000 compiler=12.2.1 20221205');
const END = said('end');
const read = (...lines: string[]) => readCalibrationLog(lines.join('\n'), 'board.log');
const complaint = (...lines: string[]) =>
  problemsOf(read(...lines))
    .map(describeProblem)
    .join('\n');

describe('the log of a board', () => {
  test('has the time of a model, the clock and the compiler', () => {
    expect(must(read(BEGIN, modelLine('kws_model', '8200.125'), END))).toEqual({
      times: [
        {
          ...{ line: 2, name: 'kws_model', sha256: 'ab'.repeat(32), dataCrc: 10, arenaBytes: 3344 },
          ...{
            answersCrc: 0xcafebabe,
            microseconds: 8200.125,
            leastMicroseconds: 8200.125,
            mostMicroseconds: 8200.125,
          },
        },
      ],
      ...{ clockHz: 64_000_000, compiler: '12.2.1 20221205', warnings: [] },
    });
  });

  test('may stand between anything: times of a monitor, colours, carriage returns, other lines', () => {
    const log = must(
      read(
        'rst:0x1 (POWERON_RESET),boot:0x13\r',
        `[2026-11-26 17:01:02] \u001b[0;32m${BEGIN}\u001b[0m\r`,
        `I (1234) main: ${modelLine('m', '1.000')}  \r`,
        'W (1300) wifi: disconnected',
        `> ${END}`,
      ),
    );
    expect([log.times.length, log.warnings]).toEqual([1, []]);
  });

  test('has a model once for each run of the program', () => {
    const run = (us: string) => [BEGIN, modelLine('m', us), END];
    expect(must(read(...run('1.000'), ...run('1.500'))).times.map(({ microseconds }) => microseconds)).toEqual([
      1, 1.5,
    ]);
  });

  test('that was cut off says how many models are missing', () => {
    const begin = said('begin models=4 clock=0 compiler=x');
    const log = must(read(begin, modelLine('m', '1.000')));
    expect(log.warnings).toEqual(['1 of 4 models were measured; let the program run until it prints "end"']);
    expect(log.clockHz).toBeUndefined();
  });

  test('with a damaged line goes on without it, and names it', () => {
    const broken = modelLine('m', '1.000').replace('arena=3344', 'arena=3345');
    const { times, warnings } = must(
      read(BEGIN, broken, modelLine('m', '2.000'), modelLine('m', '3.000').slice(0, 80)),
    );
    expect(times.map(({ line }) => line)).toEqual([3]);
    expect(warnings).toEqual([expect.stringMatching(/^damaged on the serial line: line 2, 4; save the log again/)]);
  });

  test.each([
    ['nothing', [''], 'board.log: the log is empty; flash what `kd-gate calibrate write` made'],
    ['another program', ['hello', 'world'], 'board.log: no line has "kd-gate-calibrate"; flash what'],
    ['no model', [BEGIN], 'board.log:1: the program began, and no model was measured; let it run until'],
    ['damaged lines alone', [`${BEGIN}0`], 'board.log:1: damaged on the serial line: line 1, and no other has a model'],
    ['another version', ['kd-gate-calibrate 2 begin check=00000000'], 'board.log:1: damaged on the serial line'],
    [
      'too small an arena',
      [BEGIN, said('failed model=m sha256=0 at=AllocateTensors arena=100')],
      'board.log:2: m failed in AllocateTensors: the board needs a larger arena',
    ],
    ['a line without a figure', [BEGIN, said('model=m sha256=0 us=1.000')], 'board.log:2: the line of a model lacks'],
    ['a time of nothing', [BEGIN, modelLine('m', '0.000')], 'board.log:2: the line of a model lacks'],
  ])('with %s is a mistake', (_, lines, message) => expect(complaint(...lines)).toContain(message));

  test('names the first failures of thousands', () => {
    const failed = said('failed model=m sha256=0 at=Invoke');
    expect(problemsOf(read(BEGIN, ...new Array<string>(9_000).fill(failed)))).toHaveLength(51);
  });

  test('is bounded: lines, and what of a line is looked at', () => {
    expect(complaint('\n'.repeat(200_001))).toContain('more than 200000 lines');
    expect(complaint(`kd-gate-calibrate 1 ${'model='.repeat(1_000_000)}`)).toContain('damaged');
    expect(complaint(`${'kd-gate-calibrate 1 '.repeat(300_000)}`)).toContain('damaged');
  });
});

// As tensorflow/lite/tools/benchmark prints it.
const BENCHMARK = `STARTING!
Log parameter values verbosely: [0]
Num threads: [4]
Graph: [/data/local/tmp/kws.tflite]
Loaded model /data/local/tmp/kws.tflite
INFO: Created TensorFlow Lite XNNPACK delegate for CPU.
The input model file size (MB): 0.053936
Initialized session in 12.406ms.
Running benchmark for at least 1 iterations and at least 0.5 seconds but terminate if exceeding 150 seconds.
count=272 first=3405 curr=1808 min=1788 max=3405 avg=1836.5 std=97

Running benchmark for at least 50 iterations and at least 1 seconds but terminate if exceeding 150 seconds.
count=551 first=1806 curr=1797 min=1782 max=2010 avg=1801.3 std=16

Inference timings in us: Init: 12406, First inference: 3405, Warmup (avg): 1836.5, Inference (avg): 1801.3
Note: as the benchmark tool itself affects memory footprint, the following is only APPROXIMATE to the actual one.
Memory footprint delta from the start of the tool (MB): init=6.8 overall=6.8
`;

describe("the log of TensorFlow Lite's benchmark_model", () => {
  test('has the mean of one inference, and the file', () => {
    expect(must(readBenchmarkLog(BENCHMARK, 'pi.log'))).toEqual([
      { line: 15, graph: '/data/local/tmp/kws.tflite', milliseconds: 1.8013 },
    ]);
  });

  test('of several runs has each with its file', () => {
    const both = `${BENCHMARK}${BENCHMARK.replaceAll('kws', 'vww').replace('(avg): 1801.3', '(avg): 9e+03')}`;
    expect(must(readBenchmarkLog(both, 'pi.log')).map(({ graph, milliseconds }) => [graph, milliseconds])).toEqual([
      ['/data/local/tmp/kws.tflite', 1.8013],
      ['/data/local/tmp/vww.tflite', 9],
    ]);
  });

  test.each([
    ['', 'no line has "Inference timings in us: ... Inference (avg): ..."'],
    [BENCHMARK.replace('1801.3\nNote', 'nan\nNote'), 'pi.log:15: nan is no time in microseconds'],
    [BENCHMARK.replace('1801.3\nNote', '0\nNote'), 'pi.log:15: 0 is no time'],
  ])('without one it is a mistake', (text, message) => {
    expect(problemsOf(readBenchmarkLog(text, 'pi.log')).map(describeProblem).join('')).toContain(message);
  });
});
