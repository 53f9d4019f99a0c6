/** One-sided levels, and how bounds and intervals at them are called. */

/** Of every test of a run that is judged once; a run with planned looks has another (looks.ts). */
export const significance = 0.05;

/** A level itself: `5 %`, `2.9 %`. */
export function levelText(level: number): string {
  return percentText(level);
}

/** With what confidence a one-sided bound at this level holds: `95 %`, `97.1 %`. */
export function confidenceText(level: number): string {
  return percentText(1 - level);
}

/** What the interval between two such bounds is called: `90 %`, `94.2 %`. */
export function intervalText(level: number): string {
  return percentText(1 - 2 * level);
}

/** At most one decimal, and none that is 0. */
function percentText(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}
