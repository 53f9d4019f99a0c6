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

/** The app as it is, but anew. */
export const startAnew = 'poolproof down, then poolproof up --pooled';
