import type { HealthyState } from '../model/standing.ts';
import { writeEnvFile } from './env-file.ts';
import { portVariables } from './settings.ts';

/** Writes .env: where the parts of a healthy stack are, and the password of the app's role. */
export async function writeEnvOf({ asked, parts }: HealthyState, password: string): Promise<void> {
  const { postgres, poolerConsole, baseUrl } = parts;
  await writeEnvFile(asked.project, {
    POSTGRES_HOST: postgres.host,
    [portVariables.postgres]: String(postgres.port),
    POSTGRES_DB: asked.database.name,
    POSTGRES_USER: asked.database.role,
    POSTGRES_PASSWORD: password,
    [portVariables.pooler]: asked.arm.via === 'pooler' ? String(poolerConsole.port) : null,
    [portVariables.app]: new URL(baseUrl).port,
  });
}
