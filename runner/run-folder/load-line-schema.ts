/** What a line of load.ndjson must hold beyond its types. */
import { z } from 'zod';
import { attemptsLineSchema, usersLineSchema, type AttemptsLine, type LoadLine } from '../model/load-line.ts';

/** What is inconsistent about a line, or null. */
function inconsistency(line: AttemptsLine): string | null {
  if ((line.outcome === 'failed') !== (line.cause !== null)) return 'a line has a cause exactly when it failed';
  if (line.us !== undefined && line.us.length !== line.count)
    return `${line.us.length} response times, but count ${line.count}`;
  return null;
}

const attemptsSchema: z.ZodType<AttemptsLine> = attemptsLineSchema.superRefine((line, context) => {
  const message = inconsistency(line);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

/** The schema by the line's type: a union of all would try one after the other, and say of a fault only that none fits. */
export function loadLineSchemaOf(value: unknown): z.ZodType<LoadLine> {
  const isUsers = typeof value === 'object' && value !== null && 'type' in value && value.type === 'users';
  return isUsers ? usersLineSchema : attemptsSchema;
}
