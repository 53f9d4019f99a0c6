import { describe, expect, it } from 'vitest';
import { parseAuxiliaryVector, parseMachineStat, parseProcessStat } from './proc.ts';

const units = { ticksPerS: 100, pageBytes: 4096 };

const line = (name: string) =>
  `27754 (${name}) S 1 27754 27752 0 -1 4194560 3100 9120 0 2 150 50 310 90 20 0 1 0 123456 228016128 7071 18446744073709551615 1 1 0`;

const vector = (...pairs: [bigint, bigint][]) => {
  const bytes = Buffer.alloc(pairs.length * 16);
  for (const [index, [key, value]] of pairs.entries()) {
    bytes.writeBigUInt64LE(key, index * 16);
    bytes.writeBigUInt64LE(value, index * 16 + 8);
  }
  return bytes;
};

describe('parseProcessStat', () => {
  it.each(['postgres', 'tmux: server', 'a) S 9 (b', 'two words)'])(
    'reads times and parent whatever the name: %s',
    (name) => {
      expect(parseProcessStat(line(name))).toEqual({
        pid: 27_754,
        parentPid: 1,
        ownTicks: 200,
        exitedChildrenTicks: 400,
        startTicks: 123_456,
        rssPages: 7071,
      });
    },
  );

  it.each(['', '27754 (postgres', '27754 (postgres) S 1'])('refuses what is not whole: %j', (text) => {
    expect(parseProcessStat(text)).toBeNull();
  });
});

describe('parseMachineStat', () => {
  it('leaves idle, disk and stolen time out of busy, and counts no guest twice', () => {
    const text = 'cpu  1000 100 500 8000 300 20 30 50 400 10\ncpu0 1 2 3\ncpu1 1 2 3\nintr 5\n';
    expect(parseMachineStat(text, units)).toEqual({ busyS: 16.5, stealS: 0.5, totalS: 100, processors: 2 });
  });

  it.each(['', 'cpu0 1 2 3 4 5 6 7 8', 'cpu  1 2 3', 'cpu  a b c d e f g h'])(
    'refuses what is not whole: %j',
    (text) => {
      expect(parseMachineStat(text, units)).toBeNull();
    },
  );
});

describe('parseAuxiliaryVector', () => {
  it('finds page size and clock ticks', () => {
    expect(parseAuxiliaryVector(vector([33n, 7n], [6n, 16_384n], [17n, 100n], [0n, 0n]))).toEqual({
      pageBytes: 16_384,
      ticksPerS: 100,
    });
  });

  it('is null when one of them is missing', () => {
    expect(parseAuxiliaryVector(vector([6n, 4096n], [0n, 0n]))).toBeNull();
  });
});
