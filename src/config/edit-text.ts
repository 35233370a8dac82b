// Changes of kd.yaml written into its text: only the lines that change, with every comment and space of the others.
import { isMap, isNode, isScalar, isSeq, type Node, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import { attempt, must, type Outcome, reject } from '../base/problem.ts';
import { type Change, changedValue } from './changed-value.ts';
import { readDocument } from './document.ts';

/** A part of the text and what takes its place. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The text with all changes (`changedValue` says what their indices mean). It is read again: its value is the changed
 * one, exactly. Problem: `suggest/edit` where the text can't be changed so.
 */
export function editText(text: string, file: string, changes: readonly Change[]): Outcome<string> {
  return attempt(() => {
    const wanted = changedValue(must(readDocument(text, file)).value, changes);
    const says = (candidate: string | undefined) => {
      const read = candidate === undefined ? undefined : readDocument(candidate, file);
      return read?.ok === true && JSON.stringify(read.value.value) === JSON.stringify(wanted);
    };
    const found = [spliced, rewritten].map((edit) => edit(text, changes)).find(says);
    if (found !== undefined) return found;
    const paths = changes.map(({ path }) => path.join('.')).join(', ');
    return reject('suggest/edit', `the change of ${paths} can't be written into this file; write it by hand`, { file });
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** By the parser's own printer, which keeps comments and not every space. */
function rewritten(text: string, changes: readonly Change[]): string | undefined {
  const document = parseDocument(text);
  const value = changedValue(document.toJS(), changes);
  if (!isRecord(value)) return undefined;
  for (const {
    path: [key],
  } of changes)
    document.setIn([key], value[String(key)]);
  return document.toString({ lineWidth: 0 });
}

function spliced(text: string, changes: readonly Change[]): string | undefined {
  const { contents } = parseDocument(text);
  if (!contents) return undefined;
  const splices = grouped(contents, changes).map((change) => spliceOf(text, contents, change));
  if (!splices.every((splice) => splice !== undefined)) return undefined;
  // From the end; what goes away before what comes to its place; of two that come there the first stands first.
  const ordered = splices
    .map((splice, i) => ({ ...splice, i }))
    .sort((a, b) => b.start - a.start || b.end - a.end || b.i - a.i);
  return ordered.reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
}

/** A change whose parent is missing, or is nothing yet, writes that parent; several of one parent write it once. */
function grouped(root: Node, changes: readonly Change[]): Change[] {
  const groups = new Map<string, Change>();
  for (const change of changes) {
    const depth = depthOf(root, change.path);
    if (depth >= change.path.length - 1) {
      groups.set(JSON.stringify([change.path, groups.size]), change);
      continue;
    }
    const path = change.path.slice(0, depth + 1);
    const key = JSON.stringify(path);
    const inner = { ...change, path: change.path.slice(depth + 1) };
    const to = changedValue(groups.get(key)?.to ?? {}, [inner]) as Change['to'];
    groups.set(key, { path, to });
  }
  return [...groups.values()];
}

/** How many steps of the path lead to a group or list that is there. */
function depthOf(root: Node, path: Change['path']): number {
  let depth = 0;
  for (let at: Node | undefined = root; depth < path.length - 1; depth++) {
    at = childOf(at, path[depth]);
    if (!at || !(isMap(at) || isSeq(at))) break;
  }
  return depth;
}

function childOf(node: Node | undefined, step: string | number): Node | undefined {
  const child = isMap(node) ? pairOf(node, step)?.value : isSeq(node) ? node.items[Number(step)] : undefined;
  return isNode(child) ? child : undefined;
}

function pairOf(map: YAMLMap, key: string | number) {
  return map.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
}

function spliceOf(text: string, root: Node, { path, from, to }: Change): Splice | undefined {
  const parent = path.slice(0, -1).reduce<Node | undefined>(childOf, root);
  const key = path.at(-1);
  if (key === undefined) return undefined;
  if (isSeq(parent) && from === undefined)
    return to === undefined ? undefined : insertion(text, parent, Number(key), to);
  if (!isMap(parent) && !isSeq(parent)) return undefined;
  const isThere = isMap(parent) ? pairOf(parent, key) !== undefined : Number(key) < parent.items.length;
  if (to === undefined) return isThere ? removal(text, parent, key) : undefined;
  if (isThere) return replacement(text, parent, key, to);
  return isMap(parent) ? insertion(text, parent, parent.items.length, { [String(key)]: to }) : undefined;
}

function replacement(text: string, parent: Node, key: string | number, to: Change['to']): Splice | undefined {
  const node = childOf(parent, key);
  if (!node?.range) return undefined;
  const [start, end] = [node.range[0], endOf(text, node)];
  const by = isSeq(parent) && !parent.flow ? itemText(to) : flow(to);
  return { start, end, text: start === end ? ` ${by}` : by };
}

/** Item `index` of a list, or the last pair of a group, goes there. */
function insertion(text: string, parent: YAMLMap | YAMLSeq, index: number, to: unknown): Splice | undefined {
  const item = isMap(parent) ? pairsOf(to as object) : parent.flow ? flow(to) : itemText(to);
  const [start, end] = parent.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  const next = partOf(text, parent, index);
  const last = partOf(text, parent, parent.items.length - 1);
  if (!last) return { start, end: endOf(text, parent), text: isMap(parent) ? `{ ${item} }` : `[${flow(to)}]` };
  if (parent.flow) {
    return next
      ? { start: next[0], end: next[0], text: `${item}, ` }
      : { start: last[1], end: last[1], text: `, ${item}` };
  }
  const dash = isMap(parent) ? '' : '- ';
  const column = columnOf(text, (next ?? last)[0]) - dash.length;
  const at = next ? lineStart(text, next[0]) : lineEnd(text, last[1]);
  const isAtEnd = at > text.length;
  const line = `${' '.repeat(column)}${dash}${item}`;
  return isAtEnd
    ? { start: text.length, end: text.length, text: `\n${line}` }
    : { start: at, end: at, text: `${line}\n` };
}

function removal(text: string, parent: YAMLMap | YAMLSeq, key: string | number): Splice | undefined {
  const index = isMap(parent)
    ? parent.items.findIndex((item) => isScalar(item.key) && String(item.key.value) === String(key))
    : Number(key);
  const [own, before, after] = [index, index - 1, index + 1].map((i) => partOf(text, parent, i));
  if (!own) return undefined;
  const [start, end] = own;
  if (parent.items.length === 1) {
    return { start: parent.range?.[0] ?? start, end: endOf(text, parent), text: isMap(parent) ? '{}' : '[]' };
  }
  if (!parent.flow) return { start: lineStart(text, start), end: lineEnd(text, end), text: '' };
  return after ? { start, end: after[0], text: '' } : { start: before?.[1] ?? start, end, text: '' };
}

/** Where an item of a list, or a pair of a group, begins and ends. */
function partOf(text: string, parent: YAMLMap | YAMLSeq, index: number): readonly [number, number] | undefined {
  const [first, last] = isMap(parent)
    ? [parent.items[index]?.key, parent.items[index]?.value]
    : [parent.items[index], parent.items[index]];
  if (!isNode(first) || !first.range) return undefined;
  return [first.range[0], endOf(text, isNode(last) && last.range ? last : first)];
}

/** Of its last word: the range of a block goes on over the comments behind it. */
function endOf(text: string, node: Node): number {
  if ((isMap(node) || isSeq(node)) && !node.flow && node.items.length > 0) {
    const last = partOf(text, node, node.items.length - 1);
    if (last) return last[1];
  }
  const [start, end] = node.range ?? [0, 0];
  return start + text.slice(start, end).trimEnd().length;
}

function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Of the next line; beyond the text where there is none. */
function lineEnd(text: string, offset: number): number {
  const at = text.indexOf('\n', offset);
  return at < 0 ? text.length + 1 : at + 1;
}

/** As people write kd.yaml: `{ filters: 8, kernel: [3, 1] }`. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const pairs = pairsOf(value);
    return pairs === '' ? '{}' : `{ ${pairs} }`;
  }
  // In a list, where a comma or a bracket ends what isn't quoted.
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
}

function pairsOf(group: object): string {
  return Object.entries(group)
    .map(([key, value]) => `${flow(key)}: ${flow(value)}`)
    .join(', ');
}

/** An item of a list in lines of its own: a layer is `- dense: { units: 10 }`. */
function itemText(value: unknown): string {
  const isLayer = typeof value === 'object' && value !== null && Object.keys(value).length === 1;
  return isLayer && !Array.isArray(value) ? pairsOf(value) : flow(value);
}
