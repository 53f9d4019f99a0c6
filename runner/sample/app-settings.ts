import { messageOf, PoolproofError } from '../errors.ts';
import { injectionEnv } from '../model/aa.ts';
import type { Arm } from '../model/config.ts';

/** More than any app needs to say a few settings. */
const withinMs = 5_000;

/**
 * The app's own word on its settings, for the report. The socket is closed, so that it holds no worker while users come.
 * @throws PoolproofError stack when the app does not answer with a JSON object
 */
export async function readAppSettings(baseUrl: string, path: string): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(`${baseUrl}${path}`, {
      headers: { connection: 'close' },
      signal: AbortSignal.timeout(withinMs),
    });
    const body: unknown = await response.json();
    if (response.ok && typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
    throw new Error(`status ${response.status}, ${JSON.stringify(body).slice(0, 200)}`);
  } catch (error) {
    throw new PoolproofError('stack', `the app does not say its settings at ${path}: ${messageOf(error)}`, {
      hint: 'mend the app, or leave settingsPath out of its configuration',
      cause: error,
    });
  }
}

/**
 * An app that does not know the switch would run as it always does, and the A/A run would look for an effect that is not
 * there.
 * @throws PoolproofError config
 */
export function proveDelay({ env }: Arm, settings: Readonly<Record<string, unknown>> | null): void {
  const delayMs = env[injectionEnv.delayMs];
  if (delayMs === undefined || settings?.['injectDelayMs'] === Number(delayMs)) return;
  throw new PoolproofError(
    'config',
    `the app does not say that it waits ${delayMs} ms: a delay cannot be put into it`,
    {
      hint: `have it heed ${injectionEnv.delayMs} and say injectDelayMs at its settingsPath, as fixtures/node-app does, or use --inject cpu=0.8`,
    },
  );
}
