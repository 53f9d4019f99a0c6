/** `--looks 6,12` as typed. Pure; faults are pushed, a line each. */
import { type Looks, levelOfLooks } from '../model/looks.ts';
import { blockRule, fittingBlocks, leastBlocks, mostBlocks } from '../model/orders.ts';
import { levelText } from '../model/significance.ts';

/** What is suggested to whoever typed no numbers. */
const common: readonly [number, number] = [6, 12];

/** Null when it is refused, with the next numbers that would do. */
export function looksOf(typed: string, arms: number, faults: string[]): Looks | null {
  const numbers = typed.split(',').map((text) => (/^ *\d+ *$/.test(text) ? Number(text) : NaN));
  const [first = NaN, last = NaN] = numbers;
  const wrong = numbers.length === 2 ? whatIsWrong(first, last, arms) : [howMany(numbers.length)];
  if (wrong.length === 0) return { blocks: [first, last], level: levelOfLooks };
  faults.push(`--looks ${typed}: ${wrong.join('; ')}; ${suggested(numbers, arms)}`);
  return null;
}

function howMany(count: number): string {
  const why = `the level of ${levelText(levelOfLooks)} at each is for two`;
  return `${count === 1 ? 'one look is none, --blocks does that' : `${count} looks are too many`}, ${why}`;
}

function whatIsWrong(first: number, last: number, arms: number): string[] {
  if (Number.isNaN(first) || Number.isNaN(last)) return ['it takes two whole numbers of blocks'];
  const unbalanced = [first, last].filter((blocks) => fittingBlocks(blocks, arms) !== blocks);
  return [
    ...(first < last ? [] : ['the second look must come after the first']),
    ...(first < leastBlocks ? [`nothing passes or fails in fewer than ${leastBlocks} blocks`] : []),
    ...(first < last / 2
      ? [`a first look before half of the blocks takes more than ${levelText(levelOfLooks)} of both`]
      : []),
    ...(last > mostBlocks ? [`at most ${mostBlocks} blocks can be judged`] : []),
    ...(unbalanced.length === 0
      ? []
      : [
          `${unbalanced.join(' and ')} blocks do not balance ${arms} arms (multiples of ${blockRule(arms).multipleOf})`,
        ]),
  ];
}

function suggested(numbers: readonly number[], arms: number): string {
  const known = numbers.filter(Number.isFinite);
  const [one = common[0], other = 2 * one] = known.length === numbers.length ? [known[0], known[1]] : common;
  const next = nextThatFit(one, other, arms);
  return next === null ? `no two numbers do for ${arms} arms` : `the next numbers that do are ${next.join(',')}`;
}

/** Both at least as large as asked for where that can be, the first at half of the last or later. */
function nextThatFit(first: number, last: number, arms: number): [number, number] | null {
  const { multipleOf } = blockRule(arms);
  const most = Math.floor(mostBlocks / multipleOf) * multipleOf;
  const wanted = fittingBlocks(Math.max(first, leastBlocks), arms);
  const upTo = Math.min(most, fittingBlocks(Math.max(last, wanted + 1), arms));
  const half = fittingBlocks(Math.max(upTo / 2, leastBlocks), arms);
  const from = wanted < upTo ? Math.max(wanted, half) : half;
  return from < upTo ? [from, upTo] : null;
}
