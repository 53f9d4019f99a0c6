import { z } from 'zod';

const shownFaults = 20;

/** `segments[3].arm` for ['segments', 3, 'arm']. */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/** Everything that a schema found wrong, a line each: `segments[3].arm: expected string`. */
export function faultsOf(error: z.ZodError): string[] {
  return error.issues.map(({ path, message }) => (path.length === 0 ? message : `${pathText(path)}: ${message}`));
}

/** A message of one line and a line for each fault; of very many faults, the first twenty and how many more there are. */
export function withFaults(message: string, faults: readonly string[]): string {
  const more = faults.length - shownFaults;
  return [message, ...faults.slice(0, shownFaults), ...(more > 0 ? [`and ${more} more`] : [])].join('\n  ');
}
