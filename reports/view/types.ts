/** What the formats are given: words and numbers ready to be set. Nothing below this computes. */
import type { Overall } from '../../runner/model/verdict.ts';

/** How a thing reads: in a colour, always beside the word that says so. */
export type Tone = 'good' | 'bad' | 'doubt' | 'muted' | 'plain';

/** One cell: what it says, and smaller what stands behind it. Texts are raw; each format escapes them. */
export interface Cell {
  readonly text: string;
  readonly detail?: string;
  readonly tone?: Tone;
}

export interface Column {
  readonly label: string;
  readonly kind: 'text' | 'number' | 'verdict';
}

/** Rows under a common heading; the first cell of each row names it. */
export interface RowGroup {
  readonly title: string | null;
  readonly rows: readonly (readonly Cell[])[];
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly note: string | null;
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
}

/** A line of a chart: its values by second, for each block and their median. Null where nothing was read. */
export interface Series {
  readonly label: string;
  /** Lengths of dashes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  readonly colour: ColourName;
  readonly blocks: readonly (readonly (number | null)[])[];
  readonly median: readonly (number | null)[];
}

export type ColourName = 'blue' | 'orange' | 'red' | 'green' | 'grey';

/** One chart of the stack that shares a time axis. */
export interface Panel {
  readonly title: string;
  /** Milliseconds span decades and are drawn on a logarithmic scale. */
  readonly scale: 'linear' | 'milliseconds';
  readonly domain: readonly [number, number];
  readonly series: readonly Series[];
}

/** The stack of charts of one arm. Domains are the same in all arms. */
export interface TimelineArm {
  readonly arm: string;
  readonly title: string;
  readonly description: string;
  readonly rampS: number;
  readonly steadyFromS: number;
  readonly endS: number;
  readonly panels: readonly Panel[];
}

/** A ratio of the arms: its reading in each block, and the interval of the whole. */
export interface RatioRow {
  readonly label: string;
  readonly tone: Tone;
  readonly points: readonly number[];
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** The noise floor about 1; null when none is known. */
  readonly floor: readonly [number, number] | null;
}

export interface RatioChart {
  readonly title: string;
  /** What the interval is: `90 % interval`. */
  readonly interval: string;
  readonly description: string;
  readonly domain: readonly [number, number];
  readonly rows: readonly RatioRow[];
}

/** A file of values: numbers in base units, null where nothing was read. */
export interface ValueTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** One test of junit.xml. */
export interface TestCase {
  readonly name: string;
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly message: string;
}

export interface Fact {
  readonly label: string;
  readonly value: string;
}

export interface FactGroup {
  readonly title: string;
  readonly facts: readonly Fact[];
}

export interface Recorded {
  readonly table: Table;
  /** What is not the same here and there, a line each. */
  readonly differs: readonly string[];
}

/** The whole report. */
export interface View {
  readonly title: string;
  readonly bench: string;
  readonly byline: readonly string[];
  readonly createdAt: string;
  readonly verdict: Overall;
  readonly tone: Tone;
  readonly headline: string;
  readonly answer: string;
  /** What must not be overlooked: INVALID, too few blocks, a partial run. */
  readonly alerts: readonly string[];
  readonly warnings: readonly string[];
  /** The criteria; of an A/A run its null checks. */
  readonly criteria: Table;
  readonly comparisons: Table;
  readonly ratios: RatioChart | null;
  /** The noise floor; null when none is known. */
  readonly floor: Table | null;
  readonly arms: Table;
  /** The rows of `arms` that a summary shows. */
  readonly armsInShort: Table;
  readonly timeline: readonly TimelineArm[];
  /** Our whole runs beside runs recorded elsewhere; null when the plan names none. */
  readonly recorded: Recorded | null;
  readonly blocks: Table;
  readonly failures: Table;
  /** Errors in Postgres's log; null when no segment says. */
  readonly sqlstates: Table | null;
  readonly endpoints: Table;
  readonly gates: Table;
  /** Every reading behind `gates`. */
  readonly gatesBySegment: Table;
  readonly notMeasured: readonly string[];
  /** One sentence for a summary; null when nothing is missing. */
  readonly notMeasuredInShort: string | null;
  readonly method: readonly FactGroup[];
  readonly readBack: Table;
  readonly order: Table;
  readonly tests: readonly TestCase[];
  /** Files of csv/ by name. */
  readonly csv: ReadonlyMap<string, ValueTable>;
}
