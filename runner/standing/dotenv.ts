/**
 * `.env` as Docker Compose reads it: NAME=value lines; in single quotes everything stands for itself, in double quotes
 * backslash escapes `"`, `$` and itself. Pure. (The dotenv packages do not read back what they cannot quote: ' beside $.)
 */

export interface DotenvLine {
  readonly name: string;
  readonly value: string;
  /** Counts from 1. */
  readonly line: number;
}

const assignment = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*$/;

/** The assignments of a file, in order; comments and everything else are left out. */
export function parseDotenv(text: string): DotenvLine[] {
  return text.split(/\r?\n/).flatMap((whole, index) => {
    const [, name, raw] = assignment.exec(whole) ?? [];
    if (name === undefined || raw === undefined) return [];
    return [{ name, value: unquote(raw), line: index + 1 }];
  });
}

function unquote(raw: string): string {
  const single = /^'([^']*)'/.exec(raw)?.[1];
  if (single !== undefined) return single;
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(raw)?.[1];
  if (double !== undefined)
    return double.replaceAll(/\\(["$\\])|\$\$/g, (_, escaped: string | undefined) => escaped ?? '$');
  return raw.replace(/\s+#.*$/, '');
}

/** A value as it stands in the file. @param value of one line */
export function quote(value: string): string {
  if (/^[\w./:@%+,=-]*$/.test(value)) return value;
  if (!/['\\]/.test(value)) return `'${value}'`;
  return `"${value.replaceAll(/["$\\]/g, '\\$&')}"`;
}

/**
 * The file with these variables set, those that are null removed, and every other line as it was. New ones come at the end.
 * @param text empty for a new file
 */
export function updateDotenv(text: string, changes: Readonly<Record<string, string | null>>): string {
  const left = new Map(Object.entries(changes));
  const kept = text.split('\n').flatMap((whole) => {
    const name = assignment.exec(whole.replace(/\r$/, ''))?.[1];
    const value = name === undefined ? undefined : left.get(name);
    if (name === undefined || value === undefined) return [whole];
    left.set(name, null);
    return value === null ? [] : [`${name}=${quote(value)}`];
  });
  const added = [...left].flatMap(([name, value]) => (value === null ? [] : [`${name}=${quote(value)}`]));
  const body = kept.join('\n').replace(/\n+$/, '');
  return `${[...(body === '' ? [] : [body]), ...added].join('\n')}\n`;
}
