// What a report has of weights that are unpacked on the device: what was chosen, and the price.
import type { FromSchema } from 'json-schema-to-ts';
import { markdownTable } from 'markdown-table';
import { escapeMarkdown } from './escape.ts';
import { formatBytes, formatCount, formatLatency, formatSigned } from './format.ts';
import { closed, count, figure, milliseconds, text } from './schema-parts.ts';

const costs = closed(['fileBytes', 'profiles', 'boards'], {
  fileBytes: count,
  profiles: {
    type: 'array',
    maxItems: 64,
    items: closed(['profile', 'arenaBytes'], { profile: text, arenaBytes: count, instructions: count }),
  },
  boards: { type: 'array', maxItems: 256, items: closed(['board'], { board: text, latencyMs: milliseconds }) },
});

export const DECODE_SCHEMA = closed(
  ['weights'],
  {
    reason: { ...text, description: 'Why the model stays as it was.' },
    price: closed(
      ['codeBytes', 'flashSavedBytes', 'before', 'after'],
      {
        codeBytes: { ...count, description: "Of TFLM_DECODE in the firmware's flash." },
        flashSavedBytes: { ...figure, description: 'Of file and code; negative where flash would grow.' },
        before: costs,
        after: costs,
      },
      'Of what was chosen, or would have been but for the reason.',
    ),
    weights: {
      type: 'array',
      maxItems: 4096,
      items: closed(['name', 'plainBytes'], {
        name: text,
        plainBytes: count,
        label: { ...text, description: 'The form in which the file has them.' },
        bytes: count,
        savedBytes: { ...figure, description: 'By which the file got smaller.' },
        reason: { ...text, description: 'Why they stay plain.' },
      }),
    },
  },
  'What export.decode did; absent without it.',
);

type ReportedDecode = FromSchema<typeof DECODE_SCHEMA>;
type Price = NonNullable<ReportedDecode['price']>;

/** `flash −14,024 B`, or `unchanged`. */
export function decodeShort({ reason, price }: ReportedDecode): string {
  return price && reason === undefined ? `flash ${signed(-price.flashSavedBytes)}` : 'unchanged';
}

/** In one line of plain text: `flash −8,012 B (file −26,588 B, code +18,576 B), arena 3,344 B → 5,120 B, …` */
export function describeDecode({ reason, price }: ReportedDecode): string {
  if (!price) return `unchanged: ${reason ?? 'nothing chosen'}`;
  return reason === undefined ? describePrice(price) : `unchanged: ${reason}`;
}

function describePrice({ codeBytes, flashSavedBytes, before, after }: Price): string {
  const file = `file ${signed(after.fileBytes - before.fileBytes)}, code ${signed(codeBytes)}`;
  const several = (count: number, name: string) => (count > 1 ? ` of ${name}` : '');
  const arenas = after.profiles.map(({ profile, arenaBytes }, i) => {
    const was = before.profiles[i]?.arenaBytes;
    const whose = several(after.profiles.length, profile);
    return `arena${whose} ${was === undefined ? '' : `${formatBytes(was)} → `}${formatBytes(arenaBytes)}`;
  });
  const times = after.boards.map(({ board, latencyMs }, i) => {
    const was = before.boards[i]?.latencyMs;
    const whose = several(after.boards.length, board);
    return `time${whose} ${formatLatency(was, undefined)} → ${formatLatency(latencyMs, undefined)}`;
  });
  return [`flash ${signed(-flashSavedBytes)} (${file})`, ...arenas, ...times].join(', ');
}

function signed(bytes: number): string {
  return formatSigned(bytes, formatBytes);
}

/** Markdown: each tensor, and what an inference executes. */
export function decodeParts(found: ReportedDecode | undefined): string[] {
  if (!found || found.weights.length === 0) return [];
  const rows = found.weights.map(({ name, plainBytes, label, bytes, reason }) => [
    escapeMarkdown(name),
    formatBytes(plainBytes),
    label === undefined ? '' : escapeMarkdown(label),
    bytes === undefined ? '' : formatBytes(bytes),
    reason === undefined ? '' : escapeMarkdown(reason),
  ]);
  const instructions = found.price?.after.profiles.flatMap(({ profile, instructions: now }, i) => {
    const was = found.price?.before.profiles[i]?.instructions;
    if (now === undefined || was === undefined) return [];
    return [`${escapeMarkdown(profile)}: ${formatCount(was)} → ${formatCount(now)} instructions.`];
  });
  return [
    escapeMarkdown(describeDecode(found)),
    ...(instructions ?? []),
    markdownTable([['weights', 'plain', 'form', 'in the file', 'why not'], ...rows], {
      align: ['l', 'r', 'l', 'r', 'l'],
    }),
  ];
}
