import { describe, expect, it } from 'vitest';
import { atLeast, expectCsv, expectJson, expectJsonFile, expectPage } from './expect.ts';

const answer = (body: string, status = 200) => ({ status, body, header: () => undefined });
const request = { path: '/' };
const user17 = { number: 17, pick: () => 0 };
const user18 = { number: 18, pick: () => 0 };

const page = '<html><main data-view="v" data-project="17" data-rows="60"><tr data-id="1">…</main>';
const json = '{"ok":true,"view":"v","project":17,"count":60,"rows":[{"id":1}]}';
const organisationJson = '{"ok":true,"view":"v","organisation":7,"count":60,"rows":[{"id":1}]}';
const csv = 'id,name\n1,a\n# rows=60 project=17\n';
const organisationCsv = 'id,name\n1,a\n# rows=60 organisation=7\n';
const jsonFile = '{"view":"v","rows":[{"id":1}],"count":60,"project":17,"ok":true}';

const kinds = [
  ['page', expectPage('v', 60), page],
  ['json', expectJson('v', 60), json],
  ['json of the organisation', expectJson('v', 60, 'organisation'), organisationJson],
  ['csv', expectCsv(60), csv],
  ['csv of the organisation', expectCsv(60, 'organisation'), organisationCsv],
  ['json file', expectJsonFile('v', 60), jsonFile],
] as const;

describe.each(kinds)('a %s', (_, check, right) => {
  it('is right', () => {
    expect(check(answer(right), request, user17)).toBeNull();
  });

  it.each([
    ['another status', right, 302],
    ['an empty body', '', 200],
    ['the log-in page', '<main data-view="login">', 200],
    ['too few rows', right.replace('60', '59'), 200],
    [
      'no rows, and so nobody’s',
      right.replace('60', '0').replace(/(project|organisation)("?[:=]"?)\d+/, '$1$2null'),
      200,
    ],
    ['a body that was cut off', right.slice(0, right.length / 2), 200],
  ])('is wrong with %s', (_what, body, status) => {
    expect(check(answer(body, status), request, user17)).toMatch(/; the body begins ".*"$/);
  });

  it('is wrong for another user', () => {
    expect(check(answer(right), request, user18)).not.toBeNull();
  });
});

describe('at least so many rows', () => {
  it('may be more, not fewer', () => {
    expect(expectJson('v', atLeast(60))(answer(json), request, user17)).toBeNull();
    expect(expectJson('v', atLeast(59))(answer(json), request, user17)).toBeNull();
    expect(expectJson('v', atLeast(61))(answer(json), request, user17)).toMatch(/60 rows instead of at least 61/);
  });
});

describe('a page without rows', () => {
  it('is wrong though its head is right', () => {
    expect(expectPage('v', 60)(answer(page.replace('<tr data-id="1">', '')), request, user17)).toMatch(/no row/);
  });
});
