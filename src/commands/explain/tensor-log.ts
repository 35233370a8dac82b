// The lines of the probe (kd_gate_probe.h) in a board's log, whatever stands around them: the tensors of one Invoke.
import { crc32 } from '../../base/digest.ts';
import { listFirst } from '../../base/one-of.ts';
import { attempt, type Outcome, reject } from '../../base/problem.ts';
import type { BoardTensors, TensorRead } from '../../gate/explain/explain-tensors.ts';
import { PROBE_HEAD } from '../../gate/probe.ts';
import type { Interpreter } from '../../micro/interpret.ts';
import type { ResolvedModel } from '../../micro/resolve.ts';

export interface TensorLog extends BoardTensors {
  /** What `arena_used_bytes()` returned there. */
  readonly arenaUsedBytes: number;
  readonly warnings: readonly string[];
}

export const isTensorLog = (text: string) => text.includes(PROBE_HEAD);

/** Of a line; the probe's own have 256. */
const MOST_COLUMNS = 1024;
const MOST_LINES = 2_000_000;
/** Of one Invoke; a line has some hundred bytes of a tensor. */
const MOST_STATEMENTS = 200_000;
/** Damaged lines, or tensors, that are named. */
const MOST_NAMED = 5;

type Model = Pick<ResolvedModel, 'model'> & { readonly interpreter: Pick<Interpreter, 'subgraphTensors'> };

interface Statement {
  readonly line: number;
  readonly fields: ReadonlyMap<string, string>;
  readonly word: string;
}

/** Of the last Invoke that the log has from its beginning. Problems: `explain/dump`. */
export function readTensorLog(text: string, file: string, subject: Model): Outcome<TensorLog> {
  return attempt(() => {
    const damaged: number[] = [];
    const statements: Statement[] = [];
    for (const [i, line] of text.split('\n', MOST_LINES).entries()) {
      const at = line.indexOf(PROBE_HEAD);
      if (at < 0) continue;
      const statement = statementOf(line.slice(at, at + MOST_COLUMNS), i + 1);
      if (!statement) damaged.push(i + 1);
      // The last Invoke counts.
      if (statement?.word === 'begin') statements.length = 0;
      if (statement) statements.push(statement);
      if (statements.length > MOST_STATEMENTS) {
        const most = `more than ${MOST_STATEMENTS} lines of the probe of one Invoke`;
        reject('explain/dump', `there are ${most}; save the log again, from before Invoke() on`, { file });
      }
    }
    const begins = statements.at(0);
    if (begins?.word !== 'begin') {
      reject('explain/dump', `no line begins with "${PROBE_HEAD} begin"; save the log from before Invoke() on`, {
        file,
      });
    }
    checkModel(begins, file, subject);
    const { contents, cut } = contentsOf(statements, file, subject);
    const hasEnd = statements.some(({ word }) => word === 'end');
    return {
      contents,
      reads: readsOf(statements, subject),
      arenaUsedBytes: numberIn(begins, 'arena') ?? 0,
      warnings: [
        ...(damaged.length > 0
          ? [`damaged on the serial line: line ${listFirst(damaged.map(String), MOST_NAMED)}`]
          : []),
        ...(cut.length > 0
          ? [`not printed wholly, and left out: tensor ${listFirst(cut.map(String), MOST_NAMED)}`]
          : []),
        ...(hasEnd ? [] : ['the log has no "end": Invoke() failed or crashed, or the log was cut off']),
      ],
    };
  });
}

function statementOf(raw: string, line: number): Statement | undefined {
  const [, head = '', said = '', check = ''] = /^(kd-gate-tensor 1 (.*)) check=([0-9a-f]{8})/.exec(raw) ?? [];
  if (head === '' || crc32(new TextEncoder().encode(head)) !== Number.parseInt(check, 16)) return undefined;
  const fields = new Map([...said.matchAll(/(?:^| )([a-z]+)=([^ ]*)/g)].map(([, key, value]) => [key, value]));
  return { line, fields, word: said.split(' ', 1)[0] };
}

function numberIn({ fields }: Statement, key: string): number | undefined {
  const text = fields.get(key);
  return text !== undefined && /^-?\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function checkModel(begin: Statement, file: string, { model }: Model): void {
  const [graph] = model.subgraphs;
  const [operators, tensors] = [numberIn(begin, 'ops'), numberIn(begin, 'tensors')];
  if (operators === graph.operators.length && tensors === graph.tensors.length) return;
  const on = `the model on the board has ${operators} operators and ${tensors} tensors`;
  const here = `the file has ${graph.operators.length} and ${graph.tensors.length}`;
  reject('explain/dump', `${on}, ${here}: another model, or another version of it; name the file that was flashed`, {
    file,
    line: begin.line,
  });
}

function contentsOf(run: readonly Statement[], file: string, { interpreter }: Model) {
  const [tensors] = interpreter.subgraphTensors;
  const contents = new Map<number, Uint8Array>();
  const filled = new Map<number, number>();
  for (const statement of run) {
    const [index, from, of] = ['tensor', 'from', 'of'].map((key) => numberIn(statement, key));
    const hex = statement.fields.get('hex');
    if (index === undefined || from === undefined || of === undefined || hex === undefined) continue;
    const tensor = tensors[index];
    if (!tensor || tensor.bytes !== of || from < 0 || !/^(?:[0-9a-f]{2})*$/.test(hex) || from + hex.length / 2 > of) {
      const has = tensor ? `${tensor.bytes} bytes in the file and ${of} on the board` : 'is not in the file';
      reject('explain/dump', `tensor ${index} ${has}: another model; name the file that was flashed`, {
        file,
        line: statement.line,
      });
    }
    const bytes = contents.get(index) ?? new Uint8Array(of);
    contents.set(index, bytes);
    for (let i = 0; i < hex.length; i += 2) bytes[from + i / 2] = Number.parseInt(hex.slice(i, i + 2), 16);
    filled.set(index, (filled.get(index) ?? 0) + hex.length / 2);
  }
  const cut = [...filled].flatMap(([index, count]) => (count < tensors[index].bytes ? [index] : []));
  for (const index of cut) contents.delete(index);
  return { contents, cut };
}

function readsOf(run: readonly Statement[], { model }: Model): readonly TensorRead[] {
  const [graph] = model.subgraphs;
  return run.flatMap((statement): TensorRead[] => {
    const [operator, tensor] = ['op', 'reads'].map((key) => numberIn(statement, key));
    const crc = statement.fields.get('crc') ?? '';
    if (operator === undefined || tensor === undefined || !/^[0-9a-f]{8}$/.test(crc)) return [];
    if (!graph.operators[operator]?.inputs.includes(tensor)) return [];
    return [{ operator, tensor, crc: Number.parseInt(crc, 16) }];
  });
}
