// Data to try kd-gate with: made up, the same on every machine. Someone who sits, walks or runs, with an accelerometer.
import { sin } from '../../base/elementary.ts';
import { random } from '../../base/random.ts';

const ACTIVITIES = [
  { name: 'idle', hertz: 0, strength: 0 },
  { name: 'walk', hertz: 1.8, strength: 2 },
  { name: 'run', hertz: 2.8, strength: 5 },
] as const;
/** How much of a step each axis feels; the third one points up. */
const AXES = [0.5, 0.4, 1] as const;
const GRAVITY = 9.81;
/** Rows a second, and of a recording: eight seconds. */
const [RATE, ROWS] = [50, 400];

/** A CSV file: recording, activity, x, y, z in m/s². `stream`: another name, other people. */
function recordings(stream: string, count: number): string {
  const source = random(11, stream);
  const lines = ['recording,activity,x,y,z'];
  for (let recording = 0; recording < count; recording++) {
    const { name, hertz, strength } = ACTIVITIES[recording % ACTIVITIES.length];
    const pace = hertz * (0.85 + 0.3 * source.uniform());
    const force = strength * (0.5 + source.uniform());
    const start = AXES.map(() => 6.28 * source.uniform());
    const held = AXES.map((_, axis) => (axis === 2 ? GRAVITY : 0) + 0.3 * source.normal());
    for (let row = 0; row < ROWS; row++) {
      const values = AXES.map((share, axis) => {
        const swing = force * share * sin((2 * Math.PI * pace * row) / RATE + start[axis]);
        return (held[axis] + swing + 0.6 * source.normal()).toFixed(2);
      });
      lines.push(`${stream}-${recording},${name},${values.join(',')}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** By their paths beside kd.yaml. */
export function demoFiles(): ReadonlyMap<string, string> {
  return new Map([
    ['data/motion-train.csv', recordings('train', 36)],
    ['data/motion-test.csv', recordings('test', 18)],
  ]);
}

/** Lines below `data:`. */
export const DEMO_DATA: readonly string[] = [
  ...['train', 'test'].map((set) => {
    const windows = 'window: 128, stride: 64, columns: [x, y, z], label: activity, group: recording';
    return `${set}: { csv: { file: data/motion-${set}.csv, ${windows} } }`;
  }),
  'shape: [128, 1, 3]  # 2.6 s of x, y and z as a picture of one column',
  'normalize: { divide: 10 }',
];
