/** A whole number as typed after a flag; a fault is pushed, and the least returned, when it is none or out of bounds. */
export function wholeNumber(flag: string, text: string, least: number, most: number, faults: string[]): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= least && value <= most) return value;
  faults.push(`${flag} takes a whole number from ${least} to ${most}, not "${text}"`);
  return least;
}
