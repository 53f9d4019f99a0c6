import { describe, expect, it } from 'vitest';
import { lastErrorIn, loadStartIn, tailOf } from './k6-log.ts';

const line = (level: string, msg: string) => `${JSON.stringify({ level, msg, source: 'console', time: 'T' })}\n`;
const start = line('info', 'poolproof load starts at 1763870000');

describe('loadStartIn', () => {
  it('finds the second among other lines', () => {
    expect(loadStartIn(`${line('warning', 'x')}${start}${line('info', 'y')}`)).toBe(1_763_870_000);
  });

  it('waits for the whole line', () => {
    expect(loadStartIn('')).toBeNull();
    for (let length = 1; length < start.length - 1; length += 1) expect(loadStartIn(start.slice(0, length))).toBeNull();
  });
});

describe('lastErrorIn', () => {
  it('is the first line of the last error', () => {
    const log = `${line('error', 'first')}${line('error', 'Error: wrong\n\tat x')}${line('info', 'later')}`;
    expect(lastErrorIn(log)).toBe('Error: wrong');
  });

  it('is null without errors', () => {
    expect(lastErrorIn(start)).toBeNull();
  });
});

describe('tailOf', () => {
  it('shows the last lines, what Go itself printed included', () => {
    expect(tailOf(`${start}${line('error', 'wrong')}panic: runtime error\n\ngoroutine 1 [running]:\n`, 3)).toBe(
      'error: wrong\npanic: runtime error\ngoroutine 1 [running]:',
    );
  });

  it('shows JSON that is no log line as it is', () => {
    expect(tailOf('null\n12\n')).toBe('null\n12');
  });
});
