/** The app's log: JSON lines `{"event":"connect-refused","sqlstate":…,"at":…}` among whatever else it prints. Pure. */
import { z } from 'zod';
import type { Lines } from './log-lines.ts';
import { isWithin, type TimeWindow } from './postgres-log.ts';

const refusalSchema = z.object({ event: z.literal('connect-refused'), sqlstate: z.string(), at: z.iso.datetime() });

/** Refused connection attempts that the app logged within the window, by SQLSTATE ("-" for errors of the socket). */
export async function readAppRefusals(lines: Lines, window: TimeWindow): Promise<Record<string, number>> {
  const refusals: Record<string, number> = {};
  for await (const line of lines) {
    const refusal = refusalOf(line);
    if (refusal === null || !isWithin(window, Date.parse(refusal.at))) continue;
    refusals[refusal.sqlstate] = (refusals[refusal.sqlstate] ?? 0) + 1;
  }
  return refusals;
}

function refusalOf(line: string): z.infer<typeof refusalSchema> | null {
  // Most lines are not about this; they need no parsing.
  if (!line.includes('"connect-refused"')) return null;
  try {
    return refusalSchema.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}
