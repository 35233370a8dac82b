// Whether a test set is large enough for what a budget asks of it, told before anyone relies on the answer.

/**
 * With none of n seen, the upper end of the one-sided 95 % interval of a rate is 3 / n (Hanley, Lippman-Hand 1983: "If
 * nothing goes wrong, is everything all right?", JAMA 249).
 */
const RULE_OF_THREE = 3;

/** Why so many samples can't show a share of `least`, not even by being all right; undefined where they can. */
export function tooFewFor(least: number, samples: number, of = 'test samples'): string | undefined {
  const enough = Math.ceil((RULE_OF_THREE / (1 - least)) * (1 - 1e-12));
  if (least >= 1 || least <= 0 || samples <= 0 || samples >= enough) return undefined;
  const worst = Math.max(0, 1 - RULE_OF_THREE / samples);
  return (
    `${samples} ${of} are few for ${percentOf(least)}: even if all are right, no more than ${percentOf(worst)} is ` +
    `shown (rule of three); test on at least ${enough}`
  );
}

/** Why so many other samples can't show that no more than `rate` of them pass; undefined where they can. */
export function tooFewOthers(rate: number, others: number): string | undefined {
  const enough = Math.ceil((RULE_OF_THREE / rate) * (1 - 1e-12));
  if (rate <= 0 || rate >= 1 || others <= 0 || others >= enough) return undefined;
  return (
    `${others} samples of other classes are few for a rate of ${percentOf(rate)}: even if none passes, no less than ` +
    `${percentOf(Math.min(1, RULE_OF_THREE / others))} is shown (rule of three); test on at least ${enough}`
  );
}

/** As `tooFewOthers`, of so many an hour. */
export function tooFewHours(perHour: number, hours: number): string | undefined {
  const enough = RULE_OF_THREE / perHour;
  if (hours <= 0 || hours >= enough * (1 - 1e-12)) return undefined;
  return (
    `${short(hours)} h of other classes are few for ${short(perHour)} false accepts an hour: even if none passes, no ` +
    `less than ${short(RULE_OF_THREE / hours)} is shown (rule of three); test on at least ${short(enough)} h`
  );
}

function percentOf(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
