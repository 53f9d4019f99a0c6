/**
 * Numbers as people read them, for verdicts, reports and the terminal. Files hold base units; only texts are scaled.
 * No Intl: the same text on every Node, in every locale. A number rounds half away from zero, as its digits read.
 */
import type { Metric } from './config.ts';

type Reading = number | null;

/** Stands for a reading that could not be had. */
export const missing = '–';

const minus = '−';

/** Rounds what is within one part in 10^12 of a half upwards, because 1.005 is held as 1.00499 and must read 1.01. */
function rounded(size: number, decimals: number): string {
  return (size * (1 + 1e-12)).toFixed(decimals);
}

function grouped(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A number with so many decimals (0 to 20): groups of three set apart by a comma, a true minus sign. */
export function formatDecimal(value: Reading, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return missing;
  const [whole = '', fraction] = rounded(Math.abs(value), decimals).split('.');
  const text = `${grouped(whole)}${fraction === undefined ? '' : `.${fraction}`}`;
  return value < 0 && /[1-9]/.test(text) ? `${minus}${text}` : text;
}

/** A whole number: 12,345. */
export function formatCount(value: Reading): string {
  return formatDecimal(value, 0);
}

/** "1 block", "6 blocks", "1,240 blocks". */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`;
}

/** About three significant digits: 1,240, 41.2, 4.12, 0.412, 0.0412. */
export function formatPlain(value: Reading): string {
  if (value === null || !Number.isFinite(value)) return missing;
  const size = Math.abs(value);
  if (size === 0 || size >= 99.95) return formatDecimal(value, 0);
  return formatDecimal(value, Math.min(6, Math.max(1, 2 - Math.floor(Math.log10(size)))));
}

/**
 * A fraction as a percentage with one decimal: .973 is 97.3 %. More decimals, up to three, where one would read as none
 * or all: .9997 is 99.97 %, never 100 %.
 */
export function formatPercent(fraction: Reading): string {
  if (fraction === null || !Number.isFinite(fraction)) return missing;
  const percent = fraction * 100;
  const rim = Math.min(Math.abs(percent), Math.abs(100 - percent));
  if (rim < 1e-9) return `${formatDecimal(percent, 0)} %`;
  const decimals = rim >= 0.05 ? 1 : rim >= 0.005 ? 2 : 3;
  if (rim < 0.0005) return percent > 50 ? 'over 99.999 %' : 'under 0.001 %';
  return `${formatDecimal(percent, decimals)} %`;
}

/** A change in percent with its sign: a ratio of 1.183 is +18.3 %, one of .958 is −4.2 %. */
export function formatChange(ratio: Reading): string {
  if (ratio === null || !Number.isFinite(ratio)) return missing;
  const text = formatDecimal((ratio - 1) * 100, 1);
  return `${!text.startsWith(minus) && /[1-9]/.test(text) ? '+' : ''}${text} %`;
}

/**
 * A difference of two fractions in percentage points with its sign: −.012 is −1.2 points. Two decimals below a tenth.
 */
export function formatPoints(difference: Reading): string {
  if (difference === null || !Number.isFinite(difference)) return missing;
  const text = formatDecimal(difference * 100, Math.abs(difference) < 0.001 && difference !== 0 ? 2 : 1);
  return `${!text.startsWith(minus) && /[1-9]/.test(text) ? '+' : ''}${text} points`;
}

/** A time given in milliseconds: 0.41 ms, 4.12 ms, 41.2 ms, 412 ms, 1.24 s, 83.0 s. */
export function formatMs(ms: Reading): string {
  if (ms === null || !Number.isFinite(ms)) return missing;
  const size = Math.abs(ms);
  if (size >= 999.5) return `${formatDecimal(ms / 1000, size >= 9_995 ? 1 : 2)} s`;
  return `${formatDecimal(ms, size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : 2)} ms`;
}

/** A length of time given in seconds, for people who wait: 8 s, 3 min 20 s, 1 h 5 min. */
export function formatDuration(seconds: Reading): string {
  if (seconds === null || !Number.isFinite(seconds)) return missing;
  const whole = Math.round(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
  return `${rest} s`;
}

/** Something per second: 27.9/s. */
export function formatRate(perS: Reading): string {
  return perS === null || !Number.isFinite(perS) ? missing : `${formatPlain(perS)}/s`;
}

/** A ratio of arms with two decimals: 1.23; three below .1. */
export function formatRatio(ratio: Reading): string {
  return formatDecimal(ratio, ratio !== null && Math.abs(ratio) < 0.1 ? 3 : 2);
}

/** Bytes in the units of storage, which count by 1024: 512 B, 1.5 kB, 2.4 MB, 8.0 GB. */
export function formatBytes(bytes: Reading): string {
  if (bytes === null || !Number.isFinite(bytes)) return missing;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${formatDecimal(bytes / 1024 ** step, step === 0 ? 0 : 1)} ${units[step]}`;
}

/** A p-value: 0.034, 0.0021, under 0.0001. */
export function formatP(p: Reading): string {
  if (p === null || !Number.isFinite(p)) return missing;
  if (p < 0.0001) return 'under 0.0001';
  return formatDecimal(p, p < 0.01 ? 4 : 3);
}

const byMetric: Record<Metric, (value: Reading) => string> = {
  'success rate': formatPercent,
  'failures per 300 s': formatPlain,
  'connection errors': formatCount,
  'median response time': formatMs,
  'p95 response time': formatMs,
  'p99 response time': formatMs,
  throughput: formatRate,
};

/** A reading of a metric, in the unit that people know it by. */
export function formatMetric(metric: Metric, value: Reading): string {
  return byMetric[metric](value);
}
