/** Reads k6's log, which is one JSON object a line (`--log-format=json`) but for what Go itself prints. Pure. */
import { loadStartsPrefix } from '../model/load-settings.ts';

interface LogLine {
  readonly level: string;
  readonly message: string;
}

/** The unix second in which the load starts, or null while the log does not say so. */
export function loadStartIn(log: string): number | null {
  for (const { message } of linesOf(log)) {
    if (message.startsWith(loadStartsPrefix)) return Number(message.slice(loadStartsPrefix.length));
  }
  return null;
}

/** What the last error in the log says, in one line, or null when it holds none. */
export function lastErrorIn(log: string): string | null {
  const error = linesOf(log).findLast((line) => line.level === 'error');
  return error?.message.split('\n')[0] ?? null;
}

/** The last `count` lines for people to read. */
export function tailOf(log: string, count = 20): string {
  return linesOf(log)
    .slice(-count)
    .map(({ level, message }) => (level === '' ? message : `${level}: ${message}`))
    .join('\n');
}

function linesOf(log: string): LogLine[] {
  return log
    .split('\n')
    .filter((line) => line !== '')
    .map(parseLine);
}

function parseLine(line: string): LogLine {
  try {
    const { level, msg }: { level?: unknown; msg?: unknown } = JSON.parse(line);
    if (typeof level === 'string' && typeof msg === 'string') return { level, message: msg };
  } catch {
    // Not of k6's logger: shown as it is.
  }
  return { level: '', message: line };
}
