// What a compact file does otherwise than the file that it is made from: nothing, if all is well.
import { must } from '../../../src/base/problem.ts';
import { random } from '../../../src/base/random.ts';
import { compactFile } from '../../../src/compress/compact.ts';
import { measureArena } from '../../../src/micro/arena/arena.ts';
import { createInterpreter, type Interpreter } from '../../../src/micro/interpret.ts';
import { PROFILES } from '../../../src/micro/profile.ts';
import { type ResolvedModel, resolve } from '../../../src/micro/resolve.ts';
import { readModel } from '../../../src/tflite/read.ts';
import { MAKERS } from '../../micro/oracle.ts';

/** Undefined where it is smaller and nothing else: both refused, or the same outputs on so many records, the same
 * warnings, and no arena larger. */
export function differenceOf(file: Uint8Array, records = 3): string | undefined {
  const { bytes } = must(compactFile(file));
  if (bytes.length >= file.length) return `${bytes.length} bytes of ${file.length}`;
  const again = must(compactFile(bytes)).bytes;
  if (Buffer.compare(again, bytes) !== 0) return 'a second pass changes it';
  const [before, after] = [file, bytes].map((each) => resolve(must(readModel(each))));
  if (!before.ok || !after.ok) return before.ok === after.ok ? undefined : 'one is refused, the other is not';
  return arenaDifference(before.value, after.value) ?? outputDifference(before.value, after.value, records);
}

function arenaDifference(before: ResolvedModel, after: ResolvedModel): string | undefined {
  for (const profile of PROFILES) {
    const [was, is] = [before, after].map((model) => measureArena(model, profile));
    if (was.ok !== is.ok) return `${profile.id}: one has an arena, the other has none`;
    if (!was.ok || !is.ok) continue;
    if (is.value.arenaUsedBytes > was.value.arenaUsedBytes) return `${profile.id}: more of the arena is used`;
    if (is.value.arenaMinBytes > was.value.arenaMinBytes) return `${profile.id}: a larger arena`;
  }
  return undefined;
}

function outputDifference(before: ResolvedModel, after: ResolvedModel, records: number): string | undefined {
  const [was, is] = [before, after].map((model) => createInterpreter(model, MAKERS.wasm));
  if (!was.ok || !is.ok) return was.ok === is.ok ? undefined : 'one is refused, the other is not';
  const [a, b] = [was.value, is.value];
  if (JSON.stringify(a.warnings) !== JSON.stringify(b.warnings)) return 'other warnings';
  const source = random(1, 'compact');
  for (let record = 0; record < records; record++) {
    const inputs = a.inputs.map(({ bytes, type, elements }) =>
      type === 'FLOAT32'
        ? new Uint8Array(Float32Array.from({ length: elements }, () => 4 * source.uniform() - 2).buffer)
        : Uint8Array.from({ length: bytes }, () => source.uint32()),
    );
    if (answersOf(a, inputs) !== answersOf(b, inputs)) return `other outputs of record ${record}`;
  }
  return undefined;
}

/** Two invocations, so that a state shows; as text. */
function answersOf(interpreter: Interpreter, inputs: readonly Uint8Array[]): string {
  interpreter.reset();
  return [1, 2]
    .map(() => {
      interpreter.inputs.forEach((input, i) => {
        interpreter.write(input, inputs[i]);
      });
      const ran = interpreter.invoke();
      if (!ran.ok) return ran.problems.map(({ code }) => code).join();
      return interpreter.outputs.map((output) => Buffer.from(interpreter.read(output)).toString('latin1')).join('|');
    })
    .join('||');
}
