// A program in Python that answers lines with lines, run by the Python in the variable PYTHON (default python3).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface PythonProgram {
  /** Undefined once it has ended. */
  readLine(): Promise<string | undefined>;
  writeLine(line: string): void;
  /** What it wrote to stderr so far. */
  complaints(): string;
  stop(): void;
}

export const PYTHON = process.env.PYTHON ?? 'python3';

/** Undefined where there is no such Python. */
export async function startPython(args: readonly string[]): Promise<PythonProgram | undefined> {
  const python = spawn(PYTHON, args, { stdio: 'pipe' });
  const complaints: string[] = [];
  python.stderr.on('data', (text) => complaints.push(String(text)));
  const started = await new Promise<boolean>((resolve) => {
    python.once('spawn', () => resolve(true));
    python.once('error', () => resolve(false));
  });
  if (!started) return undefined;
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  return {
    readLine: async () => (await lines.next()).value as string | undefined,
    writeLine: (line) => python.stdin.write(`${line}\n`),
    complaints: () => complaints.join(''),
    stop: () => python.stdin.end(),
  };
}
