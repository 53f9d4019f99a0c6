/** Passwords of one template database: made once, kept beside it with mode 0600, never on a command line. */
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';

/** Postgres' superuser, and the user of PgBouncer's console. */
export const adminUser = 'poolproof_admin';
export const consoleUser = 'poolproof_console';

const secretsSchema = z.strictObject({
  adminPassword: z.string(),
  rolePassword: z.string(),
  /** Both servers keep this one (scram.ts). */
  roleSecretSalt: z.string(),
  consolePassword: z.string(),
});
export type Secrets = z.infer<typeof secretsSchema>;

export function makeSecrets(): Secrets {
  return {
    adminPassword: makePassword(),
    rolePassword: makePassword(),
    roleSecretSalt: makeSalt(),
    consolePassword: makePassword(),
  };
}

/** The template's secrets, with another password for the app's role where one is given. */
export function secretsOf(template: Secrets, rolePassword: string | undefined): Secrets {
  return rolePassword === undefined ? template : { ...template, rolePassword, roleSecretSalt: makeSalt() };
}

function makeSalt(): string {
  return randomBytes(16).toString('base64');
}

/** 144 random bits, without characters that need quoting anywhere. */
export function makePassword(): string {
  return randomBytes(18).toString('base64url');
}

export async function writeSecrets(file: string, secrets: Secrets): Promise<void> {
  await writeFile(file, JSON.stringify(secrets), { mode: 0o600, flag: 'wx' });
}

export async function readSecrets(file: string): Promise<Secrets> {
  return secretsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
}
