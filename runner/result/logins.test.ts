import { describe, expect, it } from 'vitest';
import type { AttemptsLine } from '../model/load-line.ts';
import { aPlan } from '../model/testing/factories.ts';
import { anAttemptsLine, startsAt } from '../model/testing/lines.ts';
import { tallyLoad } from './load.ts';
import { readLogins } from './logins.ts';

const windows = {
  startedAt: startsAt,
  rampS: 1,
  steadyFrom: startsAt + 2,
  steadyTo: startsAt + 5,
  endedAt: startsAt + 5,
};
const times = (count: number) => Array.from({ length: count }, () => 1000);
const submits = (count: number, fields: Partial<AttemptsLine> = {}) =>
  anAttemptsLine(times(count), { name: 'POST /accounts/login/', ...fields });
const failed = (count: number, cause: string, name = 'POST /accounts/login/') =>
  submits(count, { name, outcome: 'failed', cause });

/** Ten users. */
function loginsOf(...lines: AttemptsLine[]) {
  return readLogins(aPlan(), tallyLoad(lines, windows).endpoints);
}

describe('readLogins', () => {
  it.each([
    ['all got in', [submits(7), submits(3, { userClass: 'api' })], 1, 0],
    ['getting in twice is not more than all', [submits(12)], 1, 0],
    ['a rate limit keeps six out', [submits(4), failed(6, 'rate-limit'), failed(6, 'rate-limit')], 0.4, 6],
    ['no slot is left for three, who try again and again', [submits(7), failed(9, 'pg-53300')], 0.7, 0],
    ['the pooler lets three wait too long', [submits(7), failed(3, 'pooler-query-wait-timeout')], 0.7, 0],
    ['the form already fails', [submits(8), failed(2, 'pg-57014', 'GET /accounts/login/')], 0.8, 0],
    [
      'two are certain: four lack, two tries were the database’s',
      [submits(6), failed(2, 'pg-53300'), failed(2, 'auth')],
      0.6,
      2,
    ],
    ['one is unanswered at the end', [submits(9), submits(1, { outcome: 'censored' })], 0.9, 0],
    ['other requests say nothing', [submits(9), failed(5, 'pg-53300', 'GET /dashboard/')], 0.9, 1],
    ['nobody tried', [], 0, 10],
  ])('%s', (_, lines, loggedInShare, lostOtherwise) => {
    expect(loginsOf(...lines)).toEqual({ loggedInShare, lostOtherwise });
  });
});
