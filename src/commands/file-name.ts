// The name of a file without its folder and its ending: `models/kws.tflite` is `kws`.

export function fileNameOf(path: string): string {
  const base = path.split(/[\\/]/).at(-1) ?? '';
  return base.replace(/\.[^.]*$/, '');
}
