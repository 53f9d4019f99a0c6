import { closest } from 'fastest-levenshtein';

/** `unknown bench "50-user"; did you mean "50-users"? Valid: 50-users, 100-users`. */
export function unknownName(kind: string, name: string, valid: readonly string[]): string {
  const known = valid.join(', ');
  return valid.length === 0
    ? `unknown ${kind} "${name}"`
    : `unknown ${kind} "${name}"; did you mean "${closest(name, valid)}"? Valid: ${known}`;
}
