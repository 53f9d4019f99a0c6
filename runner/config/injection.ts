/** `--inject` of an A/A run. Pure. */
import { PoolproofError } from '../errors.ts';
import { envOfInjection, type Injection } from '../model/aa.ts';
import type { ResolvedRun } from './resolve.ts';

/** A delay as a share of the arm's median is not known in milliseconds before the host's floor is read. */
export type AskedInjection =
  | Injection
  | { readonly kind: 'share of the median'; readonly asked: string; readonly share: number };

/** @throws PoolproofError usage */
export function parseInjection(text: string): AskedInjection {
  const [, what = '', number = '', unit = ''] = /^(delay|cpu)=(\d+(?:\.\d+)?)(ms|%|)$/.exec(text) ?? [];
  const value = Number(number);
  const asked = `${number}${unit}`;
  if (what === 'delay' && unit === 'ms' && value > 0 && value <= 60_000)
    return { kind: 'delay', asked, delayMs: value };
  if (what === 'delay' && unit === '%' && value > 0 && value <= 1000)
    return { kind: 'share of the median', asked, share: value / 100 };
  if (what === 'cpu' && unit === '' && value > 0 && value < 1)
    return { kind: 'cpu', asked, share: value, by: 'duty-cycle' };
  throw new PoolproofError('usage', `--inject takes delay=10% (of the median), delay=3ms or cpu=0.8, not "${text}"`, {
    hint: 'poolproof aa --help',
  });
}

/** @param medianMs of the arm on this host */
export function injectionOf(asked: AskedInjection, medianMs: number): Injection {
  if (asked.kind !== 'share of the median') return asked;
  return { kind: 'delay', asked: asked.asked, delayMs: Number((asked.share * medianMs).toPrecision(6)) };
}

/** The A/A run with this put into its second arm. */
export function withInjection(run: ResolvedRun, injected: Injection): ResolvedRun {
  if (run.aa === null) return run;
  const arms = run.arms.map((arm, at) =>
    at === 0 ? arm : { ...arm, env: { ...arm.env, ...envOfInjection(injected) } },
  );
  return { ...run, arms, aa: { ...run.aa, injected } };
}
