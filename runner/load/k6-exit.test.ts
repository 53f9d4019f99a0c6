import { describe, expect, it } from 'vitest';
import { exitCodes } from '../errors.ts';
import { endingError } from './k6-exit.ts';

const log = `${JSON.stringify({ level: 'error', msg: 'Error: before the load, GET / failed\n\tat setup' })}\n`;

describe('endingError', () => {
  it('is none when k6 did its work', () => {
    expect(endingError({ exitCode: 0, signal: null }, log)).toBeNull();
  });

  it.each([
    [100, 'the requests before the load took too long'],
    [104, 'k6 refused its options'],
    [105, 'k6 was stopped by a signal'],
    [107, 'the replay could not begin'],
    [108, 'the replay broke off'],
    [109, 'k6 broke off'],
    [255, 'k6 ended with exit code 255'],
  ])('of exit code %i says what it means, and why', (exitCode, meaning) => {
    const error = endingError({ exitCode, signal: null }, log);
    expect(error).toMatchObject({
      message: `${meaning}: Error: before the load, GET / failed`,
      code: 'k6',
      exitCode: exitCodes.couldNotRun,
      logTail: 'error: Error: before the load, GET / failed\n\tat setup',
    });
  });

  it('names the signal', () => {
    expect(endingError({ exitCode: null, signal: 'SIGKILL' }, '')?.message).toBe('k6 was ended by SIGKILL');
  });
});
