/** What a check found. Pure. */

/** A warning works and is worth a look; what failed does not do what it should. */
export type CheckState = 'ok' | 'warning' | 'failed';

export interface Finding {
  readonly state: CheckState;
  /** One line. */
  readonly detail: string;
  /** The command or edit that mends it; null when nothing needs mending. */
  readonly fix: string | null;
}

export function ok(detail: string): Finding {
  return { state: 'ok', detail, fix: null };
}

export function warning(detail: string, fix: string): Finding {
  return { state: 'warning', detail, fix };
}

export function failed(detail: string, fix: string): Finding {
  return { state: 'failed', detail, fix };
}

const order: readonly CheckState[] = ['failed', 'warning', 'ok'];

/** Several findings as one line: the worst first, with its fix. */
export function together(findings: readonly Finding[]): Finding {
  const sorted = order.flatMap((state) => findings.filter((finding) => finding.state === state));
  const worst = sorted[0] ?? ok('');
  return { state: worst.state, detail: sorted.map(({ detail }) => detail).join('; '), fix: worst.fix };
}

/** Put it up again as it was; and behind the pooler, if it was not. `verify` fills in the flags. */
export const startAnew = 'poolproof down, then poolproof up{as before}';
export const startPooled = 'poolproof down, then poolproof up --pooled{app}';

/** What a stack was put up with. */
interface PutUpWith {
  readonly pooled: boolean;
  readonly appName: string;
  readonly kind: 'native' | 'compose';
}

/** The same, with the flags that put up this very stack. */
export function withFlags(finding: Finding, { pooled, appName, kind }: PutUpWith): Finding {
  const app = ` --app ${appName}${kind === 'native' ? '' : ` --stack ${kind}`}`;
  const fix = finding.fix?.replaceAll('{as before}', `${pooled ? ' --pooled' : ''}${app}`).replaceAll('{app}', app);
  return { ...finding, fix: fix ?? null };
}
