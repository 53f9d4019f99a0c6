/** Remembered, because every answer is asked for the same few. */
const known = new Map<string, string>();

/** A header's name as Go writes it: `x-poolproof-cause` is `X-Poolproof-Cause`. */
export function canonicalHeader(name: string): string {
  let canonical = known.get(name);
  if (canonical === undefined) {
    canonical = name.toLowerCase().replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
    known.set(name, canonical);
  }
  return canonical;
}
