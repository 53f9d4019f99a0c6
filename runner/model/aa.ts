import { z } from 'zod';

/** What an A/A run put into its second arm on purpose, so that there is an effect to find. */
export const injectionSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('delay'),
    /** As asked for: "10%" of the arm's median, or "3ms". */
    asked: z.string(),
    /** What each request waits before it is answered. */
    delayMs: z.number().positive(),
  }),
  z.strictObject({
    kind: z.literal('cpu'),
    asked: z.string(),
    /** For how much of the time the app may run. */
    share: z.number().gt(0).lt(1),
    /** The app is stopped for the rest of every period. */
    by: z.literal('duty-cycle'),
  }),
]);
export type Injection = z.infer<typeof injectionSchema>;

/** An A/A run: one arm against itself. */
export const aaSchema = z.strictObject({
  /** The arm whose definition both arms of the run have. */
  arm: z.string(),
  injected: injectionSchema.nullable(),
});
export type Aa = z.infer<typeof aaSchema>;

/** The environment by which an injection reaches the app and the stack; nobody but an A/A run may set it. */
export const injectionEnv = {
  aa: 'POOLPROOF_AA',
  delayMs: 'POOLPROOF_INJECT_DELAY_MS',
  cpuShare: 'POOLPROOF_INJECT_CPU_SHARE',
} as const;

/** The environment of an arm with this put into it. */
export function envOfInjection(injected: Injection): Record<string, string> {
  const what =
    injected.kind === 'delay'
      ? { [injectionEnv.delayMs]: String(injected.delayMs) }
      : { [injectionEnv.cpuShare]: String(injected.share) };
  return { [injectionEnv.aa]: '1', ...what };
}

/** Names in an environment that only an A/A run may set. */
export function injectionNamesIn(env: Readonly<Record<string, string>>): string[] {
  const reserved: readonly string[] = Object.values(injectionEnv);
  return Object.keys(env).filter((name) => reserved.includes(name));
}
