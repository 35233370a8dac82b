// Layers of several inputs: sums, and channels side by side.
import { type Build, PLAIN, type Translations } from './layer.ts';

/** Two at a time: our sum takes no more. */
export const addAll: Build = (site) => {
  const [first, ...others] = site.inputs;
  return others.reduce((sum, other) => site.add('add', PLAIN, [sum, other]), first);
};

export const JOINING_LAYERS = {
  Add: () => addAll,
  Concatenate(settings) {
    const axis = settings.value('axis') ?? -1;
    return (site) => {
      const rank = site.input.shape.length;
      if (axis !== -1 && axis !== rank)
        settings.refuse('axis', 'concatenate the channels, the last axis; write axis=-1');
      // TFLM's CONCATENATION takes ten inputs (concatenation.cc, kMaxInputNum).
      let [joined, ...rest] = site.inputs;
      while (rest.length > 0) joined = site.add('concat', {}, [joined, ...rest.splice(0, 9)]);
      return joined;
    };
  },
} as const satisfies Translations;
