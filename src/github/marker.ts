// The hidden first line of what kd-gate writes on a pull request, by which it finds its own again.

export type MarkerKind = 'comment' | 'review';

/** `<!-- kd-gate:comment key=kd.yaml head=… -->`; values can't close the HTML comment, whatever they hold. */
export function marker(kind: MarkerKind, values: Readonly<Record<string, string>>): string {
  const parts = Object.entries(values).map(([name, value]) => `${name}=${encode(value)}`);
  return `<!-- kd-gate:${kind} ${parts.join(' ')} -->`;
}

/** The values of a marker at the start of a body; undefined where there is none of that kind. */
export function readMarker(kind: MarkerKind, body: string | undefined): Readonly<Record<string, string>> | undefined {
  const match = /^<!-- kd-gate:(\w+) ([^\n]*?) -->/.exec(body ?? '');
  if (match?.[1] !== kind) return undefined;
  const values: Record<string, string> = Object.create(null);
  for (const part of match[2].split(' ')) {
    const [name, value = ''] = part.split('=');
    values[name] = decode(value);
  }
  return values;
}

function encode(value: string): string {
  return encodeURIComponent(value).replace(/-/g, '%2D');
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
