// The log of TensorFlow Lite's benchmark_model: which model it ran, and the mean time of one inference.
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import { excerpt } from '../../base/quote.ts';

export interface BenchmarkTime {
  readonly line: number;
  /** The path on the computer, where the log names it. */
  readonly graph?: string;
  readonly milliseconds: number;
}

const MOST_LINES = 200_000;
/** Of a line; what comes later is left out. */
const MOST_COLUMNS = 8192;

/**
 * tensorflow/lite/tools/benchmark/benchmark_model.cc and benchmark_tflite_model.cc print `Graph: [x.tflite]` and
 * `Loaded model x.tflite` before the run, and after it, in microseconds, `Inference timings in us: Init: 512, First
 * inference: 3405, Warmup (avg): 1902.5, Inference (avg): 1801.3`. Problems: `calibrate/log`.
 */
export function readBenchmarkLog(text: string, file: string): Outcome<readonly BenchmarkTime[]> {
  return attempt(() => {
    const lines = text.split('\n', MOST_LINES + 1);
    if (lines.length > MOST_LINES) {
      reject('calibrate/log', `the log has more than ${MOST_LINES} lines; keep those of one run`, { file });
    }
    const times: BenchmarkTime[] = [];
    let graph: string | undefined;
    for (const [i, whole] of lines.entries()) {
      const line = whole.slice(0, MOST_COLUMNS);
      graph = after(line, 'Graph: [')?.replace(/\]$/, '') ?? after(line, 'Loaded model ') ?? graph;
      const timings = after(line, 'Inference timings in us: ');
      const mean = timings && after(timings, 'Inference (avg): ')?.split(/[ ,]/, 1)[0];
      if (mean === undefined) continue;
      const milliseconds = Number(mean) / 1000;
      if (!(milliseconds > 0 && milliseconds < 3_600_000)) {
        reject('calibrate/log', `${excerpt(mean)} is no time in microseconds`, { file, line: i + 1 });
      }
      times.push({ line: i + 1, ...(graph !== undefined && { graph }), milliseconds });
      graph = undefined;
    }
    if (times.length > 0) return times;
    const wanted = '"Inference timings in us: ... Inference (avg): ..."';
    return reject('calibrate/log', `no line has ${wanted}; save all that benchmark_model --graph=x.tflite prints`, {
      file,
    });
  });
}

/** What stands behind these words, without blanks at its ends. */
function after(line: string, words: string): string | undefined {
  const at = line.indexOf(words);
  return at < 0 ? undefined : line.slice(at + words.length).trim();
}
