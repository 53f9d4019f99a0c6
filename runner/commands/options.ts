import { Option } from 'commander';
import { gateModes } from '../config/resolve.ts';

/** `--gate`, alike on every command that ends with a verdict. */
export function gateOption(): Option {
  return new Option(
    '--gate <mode>',
    'which verdicts fail the command: strict (all but PASS), fail (FAIL and INVALID), none',
  )
    .choices(gateModes)
    .default('strict');
}
