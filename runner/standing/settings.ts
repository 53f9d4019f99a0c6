/** What `up` takes from the environment and from .env: the password and the ports. Pure. */
import { PoolproofError } from '../errors.ts';
import type { FixedPorts } from '../stack/ports.ts';
import { parseDotenv } from './dotenv.ts';

/** The variable that fixes the port of each part. */
export const portVariables = { app: 'APP_PORT', pooler: 'PGBOUNCER_PORT', postgres: 'POSTGRES_PORT' } as const;
const parts = ['app', 'pooler', 'postgres'] as const;
type Part = (typeof parts)[number];

interface Setting {
  readonly value: string;
  /** "the environment", or ".env, line 3". */
  readonly from: string;
}

export interface UpSettings {
  /** Null: to be generated. */
  readonly password: string | null;
  readonly ports: FixedPorts;
  /** Where each fixed port was given, for messages: "PGBOUNCER_PORT of .env, line 3". */
  readonly portSources: { readonly [part in Part]?: string };
}

/**
 * @param dotenv the text of .env; empty when there is none
 * @throws PoolproofError `usage` with everything that is wrong
 */
export function readUpSettings(env: Readonly<Record<string, string | undefined>>, dotenv: string): UpSettings {
  const faults: string[] = [];
  const settings = collect(env, dotenv);
  const password = settings.get('POSTGRES_PASSWORD');
  if (password !== undefined) faults.push(...passwordFaults(password));
  const given = parts.flatMap((part) => {
    const setting = settings.get(portVariables[part]);
    return setting === undefined ? [] : [{ part, name: portVariables[part], ...setting }];
  });
  for (const { name, value, from } of given) {
    if (!isPort(value)) faults.push(`${name} is "${value}" in ${from}: a port is a whole number from 1 to 65535`);
  }
  for (const [at, { name, value }] of given.entries()) {
    const same = given.slice(0, at).find((other) => Number(other.value) === Number(value));
    if (same !== undefined && isPort(value))
      faults.push(`${same.name} and ${name} are both ${value}: each part needs its own`);
  }
  if (faults.length > 0) {
    throw new PoolproofError('usage', faults.join('\n'), {
      hint: 'correct it where it was found, or leave it out: a password is then generated, a free port picked',
    });
  }
  return {
    password: password?.value ?? null,
    ports: Object.fromEntries(given.map(({ part, value }) => [part, Number(value)])),
    portSources: Object.fromEntries(given.map(({ part, name, from }) => [part, `${name} of ${from}`])),
  };
}

/** The environment wins over .env, as with Compose. */
function collect(env: Readonly<Record<string, string | undefined>>, dotenv: string): Map<string, Setting> {
  const found = new Map<string, Setting>();
  for (const { name, value, line } of parseDotenv(dotenv)) found.set(name, { value, from: `.env, line ${line}` });
  for (const name of ['POSTGRES_PASSWORD', ...Object.values(portVariables)]) {
    const value = env[name];
    if (value !== undefined) found.set(name, { value, from: 'the environment' });
  }
  return found;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= 1 && Number(text) <= 65_535;
}

function passwordFaults({ value, from }: Setting): string[] {
  if (value === '') return [`POSTGRES_PASSWORD is empty in ${from}`];
  // Neither .env nor SCRAM (RFC 4013) can hold them.
  if (/\p{Cc}/u.test(value)) return [`POSTGRES_PASSWORD has a line break or another control character in ${from}`];
  return [];
}
