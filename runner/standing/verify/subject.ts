import type { DatabaseAddress } from '../../model/stack.ts';
import { envFileMode, readEnvFile } from '../env-file.ts';
import { parseDotenv } from '../dotenv.ts';
import type { Standing } from '../standing.ts';

/** What the checks look at. */
export interface Subject {
  readonly standing: Standing;
  /** The project's .env: null when there is none. */
  readonly dotenv: { readonly mode: number; readonly values: ReadonlyMap<string, string> } | null;
  /** How long the burst lasts. */
  readonly burstS: number;
  readonly nowMs: () => number;
  readonly interrupted: AbortSignal;
}

export async function readDotenv(project: string): Promise<Subject['dotenv']> {
  const mode = await envFileMode(project);
  if (mode === null) return null;
  const values = new Map(parseDotenv(await readEnvFile(project)).map(({ name, value }) => [name, value]));
  return { mode, values };
}

/** The app's role in the app's database through the pooler, with the password of .env. */
export function roleThroughPooler({ standing, dotenv }: Subject): DatabaseAddress {
  const { parts, asked } = standing.state;
  const { host, port } = parts.poolerConsole;
  const password = dotenv?.values.get('POSTGRES_PASSWORD') ?? '';
  return { host, port, database: asked.database.name, user: asked.database.role, password };
}
