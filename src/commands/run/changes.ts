// What a run prints that the one before it didn't: the lines of both texts beside each other.

/** Lines of one block, which begins with a line that is not indented. */
interface Block {
  readonly head: string;
  readonly lines: readonly string[];
}

/**
 * `-` before lines that are gone and `+` before new ones, under the line of the model that they belong to; empty where
 * nothing changed. How wide a column is doesn't count.
 */
export function changedLines(before: string, now: string): readonly string[] {
  const old = blocksOf(before);
  const blocks = blocksOf(now);
  const gone = old.filter(({ head }) => !blocks.some((block) => keyOf(block.head) === keyOf(head)));
  return [
    ...blocks.flatMap((block) => {
      const same = old.find(({ head }) => keyOf(head) === keyOf(block.head));
      const lines = differences(same?.lines ?? [], block.lines);
      return lines.length > 0 || same?.head !== block.head ? [block.head, ...lines] : [];
    }),
    ...gone.map(({ head }) => `- ${head}`),
  ];
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { head: string; lines: string[] }[] = [];
  for (const line of text.split('\n')) {
    if (line === '') continue;
    if (line.startsWith(' ')) blocks.at(-1)?.lines.push(line);
    else blocks.push({ head: line, lines: [] });
  }
  return blocks;
}

/** `digits: pass` and `digits: fail` are the same block. */
function keyOf(head: string): string {
  return head.split(':')[0];
}

function differences(before: readonly string[], now: readonly string[]): readonly string[] {
  const had = new Set(before.map(plain));
  const has = new Set(now.map(plain));
  const gone = before.filter((line) => !has.has(plain(line))).map((line) => `- ${line.trimStart()}`);
  const added = now.filter((line) => !had.has(plain(line))).map((line) => `+ ${line.trimStart()}`);
  return [...gone, ...added].map((line) => `  ${line}`);
}

const plain = (line: string) => line.trim().replaceAll(/\s+/g, ' ');
