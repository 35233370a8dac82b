// All tasks.
import { accelerometer } from './accelerometer.ts';
import { digits } from './digits.ts';
import { mnist } from './mnist.ts';
import { spokenDigits, spokenDigitsSmall, spokenDigitsTiny } from './spoken-digits.ts';
import type { Task } from './task.ts';

export const TASKS: readonly Task[] = [digits, mnist, spokenDigits, spokenDigitsSmall, spokenDigitsTiny, accelerometer];
