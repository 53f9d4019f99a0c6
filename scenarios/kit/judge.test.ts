import { describe, expect, it } from 'vitest';
import { type Ended, judge, leadsToLogin } from './judge.ts';

function ended(status: number, more: Partial<Ended> = {}): Ended {
  return { status, errorCode: 0, body: '', header: () => undefined, ...more };
}

function redirect(location: string): Ended {
  return ended(302, { header: (name) => (name === 'Location' ? location : undefined) });
}

function refusal(name: string): string | undefined {
  return name === 'X-Poolproof-Cause' ? 'db-connect;53300;too%20many' : undefined;
}

describe('judge', () => {
  it('finds a right answer ok', () => {
    expect(judge(ended(200), false, false, null)).toEqual({ outcome: 'ok', cause: null, wrong: null });
    expect(judge(ended(302), false, false, null).outcome).toBe('ok');
  });

  it('fails a fast wrong page with cause content, and says what is wrong', () => {
    expect(judge(ended(200), false, false, 'no rows')).toEqual({
      outcome: 'failed',
      cause: 'content',
      wrong: 'no rows',
    });
  });

  it('fails an answer to a stranger with cause auth, whatever the check says of it', () => {
    expect(judge(ended(302), false, true, null)).toEqual({ outcome: 'failed', cause: 'auth', wrong: null });
    expect(judge(ended(302), false, true, 'status 302')).toEqual({ outcome: 'failed', cause: 'auth', wrong: null });
  });

  it('reads the cause of an error from the app’s header', () => {
    expect(judge(ended(500, { header: refusal }), false, false, null).cause).toBe('pg-53300');
  });

  it('censors what the end cut off, and only that', () => {
    expect(judge(ended(0, { errorCode: 1050 }), true, false, null)).toEqual({
      outcome: 'censored',
      cause: null,
      wrong: null,
    });
    expect(judge(ended(0, { errorCode: 1050 }), false, false, null)).toMatchObject({
      outcome: 'failed',
      cause: 'timeout',
    });
    expect(judge(ended(0, { errorCode: 1220 }), false, false, null)).toMatchObject({
      outcome: 'failed',
      cause: 'reset',
    });
    expect(judge(ended(500), true, false, null)).toMatchObject({ outcome: 'failed', cause: 'http-500' });
  });

  it('does not read the header of an answer that never came', () => {
    expect(judge(ended(0, { errorCode: 1212, header: refusal }), false, false, null).cause).toBe('refused');
  });
});

describe('leadsToLogin', () => {
  it.each([
    ['/accounts/login/', true],
    ['/accounts/login/?next=/dashboard/', true],
    ['/accounts/login?next=/', true],
    ['http://127.0.0.1:8000/accounts/login/?next=/', true],
    ['/accounts/login/#form', true],
    ['/dashboard/', false],
    ['/accounts/login/again/', false],
    ['/dashboard/?next=/accounts/login/', false],
    ['http://127.0.0.1:8000', false],
    ['', false],
  ])('of a redirect to %j is %j', (location, expected) => {
    expect(leadsToLogin(redirect(location), '/accounts/login/')).toBe(expected);
  });

  it('is false of an answer that is no redirect or has no target', () => {
    expect(leadsToLogin({ ...redirect('/accounts/login/'), status: 200 }, '/accounts/login/')).toBe(false);
    expect(leadsToLogin(ended(302), '/accounts/login/')).toBe(false);
  });
});
