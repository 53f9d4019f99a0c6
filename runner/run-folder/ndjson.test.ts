import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { PoolproofError } from '../errors.ts';
import { anAttemptsLine, aUsersLine, startsAt } from '../model/testing/lines.ts';
import { loadLineSchemaOf } from './load-line-schema.ts';
import { parseNdjson } from './ndjson-reader.ts';
import { openNdjson } from './ndjson-writer.ts';

const schema = z.object({ n: z.number() });
const parse = (text: string) => parseNdjson('x.ndjson', text, () => schema);
const whole = [{ n: 1 }, { n: 22 }, { n: 333 }];
const text = '{"n":1}\n{"n":22}\n{"n":333}\n';

describe('parseNdjson', () => {
  it.each([
    ['whole lines', text, { lines: whole, torn: 0 }],
    ['nothing', '', { lines: [], torn: 0 }],
    ['a last line without its newline', '{"n":1}\n{"n":22}', { lines: whole.slice(0, 2), torn: 0 }],
    ['a torn last line', '{"n":1}\n{"n":2', { lines: whole.slice(0, 1), torn: 1 }],
    ['only a torn line', '{"', { lines: [], torn: 1 }],
  ])('reads %s', (_, given, expected) => {
    expect(parse(given)).toEqual(expected);
  });

  it('loses at most the last line, wherever the writer died', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length }), (cut) => {
        const { lines, torn } = parse(text.slice(0, cut));
        const [before, last] = [text.slice(0, cut).split('\n').slice(0, -1), text.slice(0, cut).split('\n').at(-1)];
        const lastIsWhole = last !== '' && last?.endsWith('}') === true;
        expect(lines).toEqual(whole.slice(0, before.length + Number(lastIsWhole)));
        expect(torn).toBe(Number(last !== '' && !lastIsWhole));
      }),
    );
  });

  it('refuses garbage before the last line and lines of another shape, all at once, by file and line', () => {
    const damaged = '{"n":1}\n{"n":\n{"m":2}\n\n{"n":"3"}\n';
    expect(() => parse(damaged)).toThrow(
      /^x\.ndjson is damaged\n {2}x\.ndjson:2: not JSON\n {2}x\.ndjson:3: n: .*\n {2}x\.ndjson:4: not JSON\n {2}x\.ndjson:5: n: .*$/,
    );
  });

  it('does not print thousands of faults', () => {
    const message = messageOf(() => parse('{}\n'.repeat(3000)));
    expect(message.split('\n')).toHaveLength(22);
    expect(message).toMatch(/and 2980 more$/);
  });
});

function messageOf(act: () => unknown): string {
  try {
    act();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

const parseLine = (line: unknown) => parseNdjson('load.ndjson', `${JSON.stringify(line)}\n`, loadLineSchemaOf);

describe('lines of load.ndjson', () => {
  it.each([
    ['raw', anAttemptsLine([1, 2])],
    ['histogram', anAttemptsLine([1, 2, 3, 4, 5, 6, 7, 8, 9])],
    ['users', aUsersLine(startsAt)],
  ])('reads %s', (_, line) => {
    expect(parseLine(line).lines).toEqual([line]);
  });

  it.each([
    ['count is not that of its times', { ...anAttemptsLine([1, 2]), count: 3 }, '2 response times, but count 3'],
    ['failed without a cause', anAttemptsLine([1], { outcome: 'failed' }), 'a cause exactly when it failed'],
    ['ok with a cause', anAttemptsLine([1], { cause: 'content' }), 'a cause exactly when it failed'],
    ['users line without active', { ...aUsersLine(startsAt), active: undefined }, 'load.ndjson:1: active:'],
    ['of an unknown type', { ...aUsersLine(startsAt), type: 'sums' }, 'load.ndjson is damaged'],
    ['carrying both kinds of times', { ...anAttemptsLine([1]), hdr: 'HISTFAAA' }, 'load.ndjson is damaged'],
  ])('refuses one whose %s', (_, line, message) => {
    expect(() => parseLine(line)).toThrow(message);
  });
});

describe('openNdjson', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'poolproof-test-'));
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  it('keeps the order of calls that nobody waited for, and what an earlier writer left', async () => {
    const path = join(dir, 'x.ndjson');
    const first = await openNdjson<{ n: number }>(path);
    await Promise.all([first.append([{ n: 1 }]), first.append([{ n: 22 }]), first.close()]);
    const second = await openNdjson<{ n: number }>(path);
    await second.append([{ n: 333 }]);
    await second.append([]);
    await second.close();
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it.runIf(process.platform === 'linux')('says when the disk is full, and still closes', async () => {
    const path = join(dir, 'x.ndjson');
    await symlink('/dev/full', path);
    const writer = await openNdjson<{ n: number }>(path);
    const refused: Partial<PoolproofError> = { message: `cannot write ${path}: the disk is full` };
    await expect(writer.append([{ n: 1 }])).rejects.toMatchObject(refused);
    await expect(writer.append([{ n: 2 }])).rejects.toMatchObject(refused);
    await writer.close();
  });

  it('says when the file cannot be made', async () => {
    await expect(openNdjson(join(dir, 'missing/x.ndjson'))).rejects.toMatchObject({ code: 'disk' });
  });
});
