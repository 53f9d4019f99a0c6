/* oxlint-disable no-console -- in k6 the console is the log */

declare const console: { log(line: string): void; warn(line: string): void };

/** Writes a line into k6's log. */
export function say(line: string): void {
  console.log(line);
}

/** Writes a warning into k6's log. */
export function warn(line: string): void {
  console.warn(line);
}
