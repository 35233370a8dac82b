// A longer training.
import type { Knob } from '../candidate.ts';

const FACTORS = [1.5, 2, 4];
const PRICE = 0.1;

export const training: Knob = ({ model, epochs }) => {
  if (epochs === undefined || epochs === 0 || model.student.tflite !== undefined) return [];
  return FACTORS.map((factor) => ({
    knob: 'distill.epochs',
    changes: [{ path: ['distill', 'epochs'], from: epochs, to: Math.round(epochs * factor) }],
    price: PRICE * factor,
  }));
};
