import { describe, expect, it } from 'vitest';
import { isAtLeast, runTool, versionIn } from './run-tool.ts';

describe('versionIn', () => {
  it.each([
    ['PgBouncer 1.18.0\nlibevent 2.1.12-stable', '1.18.0'],
    ['postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', '15.18'],
    ['k6 v2.2.0 (go1.26.8, linux/amd64)', '2.2.0'],
    ['go1.26.8', '1.26.8'],
    ['none', null],
  ])('%s', (text, version) => expect(versionIn(text)).toBe(version));
});

describe('isAtLeast', () => {
  it.each([
    ['1.26.8', '1.25', true],
    ['1.25', '1.25.0', true],
    ['1.9', '1.25', false],
    ['18.4', '15', true],
    ['14.20', '15', false],
    ['1.26rc1', '1.26', true],
  ])('%s, at least %s: %s', (version, least, expected) => expect(isAtLeast(version, least)).toBe(expected));
});

describe('runTool', () => {
  const { env } = process;

  it('returns standard output, of a program that knows no more than it is told', async () => {
    expect(await runTool('/bin/sh', ['-c', 'echo $A$LC_ALL; echo noise >&2'], { env: { A: '1' } })).toBe('1C');
  });

  it.each([
    { args: ['-c', 'echo why >&2; exit 3'], expected: { message: /exit code 3$/, logTail: 'why', hint: 'mend it' } },
    { args: ['-c', 'exec sleep 20'], expected: { message: /took more than 0\.2 s$/ } },
  ])('says how $args failed', async ({ args, expected: { message, ...rest } }) => {
    const running = runTool('/bin/sh', args, { env, timeoutMs: 200, hint: 'mend it' });
    await expect(running).rejects.toMatchObject({
      code: 'missing-tool',
      message: expect.stringMatching(message),
      ...rest,
    });
  });

  it('says what cannot be run', async () => {
    const running = runTool('/nonexistent/tool', [], { env });
    await expect(running).rejects.toMatchObject({ message: '/nonexistent/tool: ENOENT' });
  });

  it('ends when it is interrupted', async () => {
    const abort = new AbortController();
    const running = runTool('/bin/sleep', ['20'], { env, signal: abort.signal });
    abort.abort();
    await expect(running).rejects.toMatchObject({ code: 'interrupted', message: 'sleep was stopped' });
  });
});
