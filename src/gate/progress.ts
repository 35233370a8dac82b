// Progress of long work as text: a line that rewrites itself on a terminal, one line a stage elsewhere.

export interface ProgressEvent {
  readonly model: string;
  /** What is being done: `teacher`, `train`, `calibrate`, `simulate`. */
  readonly stage: string;
  /** Parts done and in all; absent for work that is not counted. */
  readonly done?: number;
  readonly total?: number;
  /** Shown after the bar, e.g. the validation accuracy. */
  readonly note?: string;
}

export type OnProgress = (event: ProgressEvent) => void;

export interface Screen {
  readonly isTerminal: boolean;
  write(text: string): void;
  nowMs(): number;
}

const REDRAW_MS = 100;
const LINE_MS = 10_000;
const BAR = 20;
/** Before that an estimate says nothing. */
const EARLIEST_ESTIMATE_MS = 1000;

/** Returns the listener, and `finish`, which clears the line on a terminal. */
export function progressOn(screen: Screen): { listen: OnProgress; finish(): void } {
  let current = '';
  let startedMs = 0;
  let drawnMs = Number.NEGATIVE_INFINITY;
  const listen: OnProgress = (event) => {
    const key = `${event.model} ${event.stage}`;
    const now = screen.nowMs();
    const isNew = key !== current;
    if (isNew) {
      current = key;
      startedMs = now;
    }
    const isLast = event.total !== undefined && event.done === event.total;
    const due = now - drawnMs >= (screen.isTerminal ? REDRAW_MS : LINE_MS);
    if (!isNew && !due && !isLast) return;
    drawnMs = now;
    const line = describeProgress(event, now - startedMs, screen.isTerminal);
    screen.write(screen.isTerminal ? `\r\u001b[2K${line}` : `${line}\n`);
  };
  return { listen, finish: () => screen.isTerminal && screen.write('\r\u001b[2K') };
}

/** `digits: train  [#####.....] 5/10, 12 s left, validation 93.1%`. */
export function describeProgress(event: ProgressEvent, elapsedMs: number, bar: boolean): string {
  const { model, stage, done, total, note } = event;
  const head = `${model}: ${stage}`;
  const parts: string[] = [];
  if (done !== undefined && total !== undefined && total > 0) {
    const filled = Math.floor((done / total) * BAR);
    const picture = bar ? `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ` : '';
    parts.push(`${picture}${done}/${total}`);
    if (done > 0 && done < total && elapsedMs >= EARLIEST_ESTIMATE_MS)
      parts.push(`${describeDuration((elapsedMs / done) * (total - done))} left`);
  }
  if (note) parts.push(note);
  return parts.length > 0 ? `${head}  ${parts.join(', ')}` : head;
}

function describeDuration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
