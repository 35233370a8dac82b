// The options that name a base and whose rules judge, of every command that judges.
import { InvalidArgumentError } from 'commander';
import { reject } from '../base/problem.ts';
import type { Option } from './command.ts';
import { RULES, WHOSE_RULES, type WhoseRules } from './defaults.ts';

export interface BaseOptions {
  readonly base?: string;
  readonly ratchet: boolean;
  readonly rules: WhoseRules;
}

/** `base`: what the command does with it. */
export function baseOptions(base: string): readonly Option[] {
  return [
    { flags: '--base <ref>', description: base },
    { flags: '--no-ratchet', description: 'fail a budget also where the base exceeds it already' },
    {
      flags: '--rules <whose>',
      description: "whose budgets and boards judge: head, kd.yaml's own, or base, those of --base",
      default: RULES,
      choices: WHOSE_RULES,
      parse: whoseRules,
    },
  ];
}

/** Runs inside an attempt. */
export function checkBase({ rules, base }: BaseOptions): void {
  if (rules === 'base' && base === undefined) {
    reject('arguments/rules', '--rules base needs a base whose rules judge; add --base REF');
  }
}

function whoseRules(text: string): WhoseRules {
  const found = WHOSE_RULES.find((whose) => whose === text);
  if (found === undefined) throw new InvalidArgumentError(`Write one of ${WHOSE_RULES.join(', ')}.`);
  return found;
}
