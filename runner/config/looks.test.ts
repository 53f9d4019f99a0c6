import { describe, expect, it } from 'vitest';
import { looksOf } from './looks.ts';

describe('--looks', () => {
  it.each([
    ['6,12', 2, [6, 12]],
    ['6, 8', 2, [6, 8]],
    ['20,40', 2, [20, 40]],
    ['6,12', 3, [6, 12]],
    ['8,12', 4, [8, 12]],
    ['10,20', 5, [10, 20]],
  ])('takes %s for %i arms', (typed, arms, blocks) => {
    const faults: string[] = [];
    expect(looksOf(typed, arms, faults)).toEqual({ blocks, level: 0.029 });
    expect(faults).toEqual([]);
  });

  it.each([
    ['one look', '6', 2, /one look is none, --blocks does that.* are 6,12$/],
    ['three', '6,12,18', 2, /3 looks are too many, the level of 2\.9 % at each is for two.* are 6,12$/],
    ['no numbers', 'six,twelve', 2, /two whole numbers of blocks.* are 6,12$/],
    ['half a number', '6,', 2, /two whole numbers.* are 6,12$/],
    ['a fraction', '6.5,12', 2, /two whole numbers/],
    ['none that ascend', '12,6', 2, /must come after the first.* are 12,14$/],
    ['the same twice', '12,12', 2, /must come after the first.* are 12,14$/],
    ['a first that is too small', '4,8', 2, /fewer than 6 blocks.* are 6,8$/],
    ['a first before half', '6,20', 2, /before half of the blocks.* are 10,20$/],
    ['a last that is too large', '30,60', 2, /at most 40 blocks.* are 30,40$/],
    ['both too large', '44,50', 2, /at most 40 blocks.* are 20,40$/],
    ['what does not balance', '7,13', 2, /7 and 13 blocks do not balance 2 arms \(multiples of 2\).* are 8,14$/],
    ['what does not balance three arms', '6,10', 3, /10 blocks do not balance 3 arms.* are 6,12$/],
    ['what does not balance four', '6,12', 4, /6 blocks do not balance 4 arms.* are 8,12$/],
    ['what does not balance five', '6,12', 5, /6 and 12 blocks do not balance 5 arms.* are 10,15$/],
    ['too many arms', '24,48', 24, /no two numbers do for 24 arms$/],
  ])('refuses %s: %s for %i arms, with the next that do', (_, typed, arms, message) => {
    const faults: string[] = [];
    expect(looksOf(typed, arms, faults)).toBeNull();
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(message);
    expect(faults[0]).toContain(`--looks ${typed}: `);
  });

  it('suggests only what it takes', () => {
    for (let arms = 2; arms <= 8; arms += 1) {
      for (let first = 0; first < 45; first += 1) {
        for (const last of [0, first, first + 1, 2 * first, 3 * first + 1]) {
          const faults: string[] = [];
          if (looksOf(`${first},${last}`, arms, faults) !== null) continue;
          const next = faults[0]?.split(' are ').at(-1) ?? '';
          expect(looksOf(next, arms, []), `${arms} arms: ${faults[0]}`).not.toBeNull();
        }
      }
    }
  });
});
