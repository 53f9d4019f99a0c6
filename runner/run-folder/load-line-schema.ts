/** What a line of load.ndjson must hold beyond its types. */
import { z } from 'zod';
import {
  type AttemptsLine,
  type LoadLine,
  packedLineSchema,
  rawLineSchema,
  usersLineSchema,
} from '../model/load-line.ts';

/** What is inconsistent about a line, or null. */
function inconsistency(line: AttemptsLine): string | null {
  if ((line.outcome === 'failed') !== (line.cause !== null)) return 'a line has a cause exactly when it failed';
  if (line.us !== undefined && line.us.length !== line.count)
    return `${line.us.length} response times, but count ${line.count}`;
  return null;
}

function refuseInconsistent(line: AttemptsLine, context: z.RefinementCtx): void {
  const message = inconsistency(line);
  if (message !== null) context.addIssue({ code: 'custom', message });
}

const rawSchema: z.ZodType<LoadLine> = rawLineSchema.superRefine(refuseInconsistent);
const packedSchema: z.ZodType<LoadLine> = packedLineSchema.superRefine(refuseInconsistent);

/** The schema by the line's kind: a union of all would try one after the other, and say of a fault only that none fits. */
export function loadLineSchemaOf(value: unknown): z.ZodType<LoadLine> {
  if (typeof value !== 'object' || value === null) return rawSchema;
  if ('type' in value && value.type === 'users') return usersLineSchema;
  return 'hdr' in value ? packedSchema : rawSchema;
}
