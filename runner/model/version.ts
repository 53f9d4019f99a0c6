import { z } from 'zod';

/** The version of every file that stages exchange. Readers refuse others by name. */
export const schemaVersion = 1;
export const schemaVersionField = z.literal(schemaVersion);
