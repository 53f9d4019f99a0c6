import { messageOf, PoolproofError } from '../errors.ts';

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
