import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { renderReports } from './render-reports.ts';
import { aHostileRun } from './testing/hostile-run.ts';
import { aRecordedRun, type RecordedRun, smallSize, standardSize } from './testing/recorded-run.ts';

const render = ({ plan, result, verdict }: RecordedRun) => renderReports(plan, result, verdict);

const zone = process.env['TZ'];

afterEach(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

describe('the files of a run', () => {
  it('are these', async () => {
    const files = await render(aRecordedRun());
    expect([...files.keys()].toSorted()).toEqual([
      'csv/blocks.csv',
      'csv/comparison.csv',
      'csv/direct_failures.csv',
      'csv/direct_stats.csv',
      'csv/direct_stats_history.csv',
      'csv/pooled_failures.csv',
      'csv/pooled_stats.csv',
      'csv/pooled_stats_history.csv',
      'csv/pools.csv',
      'junit.xml',
      'report.html',
      'summary.md',
    ]);
    for (const [name, text] of files) {
      // oxlint-disable-next-line no-await-in-loop -- one golden after the other
      await expect(text).toMatchFileSnapshot(path.join('__goldens__', name));
    }
  });

  it('are the same bytes when rendered again, in any time zone', async () => {
    const run = aRecordedRun();
    process.env['TZ'] = 'UTC';
    const first = await render(run);
    process.env['TZ'] = 'Pacific/Kiritimati';
    expect(new Date('2025-01-01T00:00:00Z').getHours(), 'the zone did change').toBe(14);
    expect(await render(run)).toEqual(first);
  });

  it('say nothing that is no text, and end their lines as Unix does', async () => {
    const texts = [...(await render(aRecordedRun())).values()];
    expect(texts.filter((text) => /undefined|NaN|\[object|null|\r/.test(text))).toEqual([]);
    expect(texts.filter((text) => !text.endsWith('\n'))).toEqual([]);
  });

  it('stay small for a standard run of 104 endpoints', async () => {
    const html = (await render(aRecordedRun(standardSize))).get('report.html') ?? '';
    expect(Buffer.byteLength(html)).toBeGreaterThan(50_000);
    expect(Buffer.byteLength(html)).toBeLessThan(1_500_000);
  });
});

describe('the page', () => {
  it('reaches out for nothing and runs nothing', async () => {
    const html = (await render(aRecordedRun())).get('report.html') ?? '';
    expect(html).not.toMatch(/<script|<link|<iframe|@import|\bsrc=|url\((?!#)/);
    expect(html.match(/https?:\/\//g) ?? []).toEqual([]);
  });

  it('draws a stack of charts for each arm, with words for those who cannot see it', async () => {
    const html = (await render(aRecordedRun())).get('report.html') ?? '';
    const svgs = html.match(/<svg [^>]*>/g) ?? [];
    expect(svgs).toHaveLength(3);
    for (const svg of svgs) expect(svg).toMatch(/role="img" aria-labelledby="[\w-]+-title [\w-]+-desc"/);
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sets the figures of the answer lighter than what it says', async () => {
    const answered = aRecordedRun(smallSize, { answer: 'Pooling <helps>: goodput +5.0 %; nothing else.' });
    const html = (await render(answered)).get('report.html') ?? '';
    expect(html).toContain('<strong>Pooling &lt;helps&gt;:</strong> goodput +5.0\u00a0%; nothing else.</p>');
    const plain =
      (await render(aRecordedRun(smallSize, { answer: 'There is one arm only.' }))).get('report.html') ?? '';
    expect(plain).toContain('<strong>There is one arm only.</strong></p>');
  });

  it('lets paths break at their slashes only', async () => {
    const html = (await render(aRecordedRun())).get('report.html') ?? '';
    expect(html).toContain('POST /accounts/<wbr>login/</th>');
  });

  it('closes every element that it opens', async () => {
    const html = (await render(aHostileRun())).get('report.html') ?? '';
    const open: string[] = [];
    const crossed: string[] = [];
    for (const [, close, name = '', rest = ''] of html.matchAll(/<(\/?)([a-z][a-z0-9]*)\b((?:[^>"]|"[^"]*")*)>/gi)) {
      if (close === '/' && open.pop() !== name) crossed.push(name);
      if (close === '' && !rest.endsWith('/') && !['meta', 'wbr'].includes(name)) open.push(name);
    }
    expect({ open, crossed }).toEqual({ open: [], crossed: [] });
  });
});

describe('what the app, its logs and the config say', () => {
  it('cannot become markup', async () => {
    const files = await render(aHostileRun());
    const [html = '', junit = '', summary = ''] = ['report.html', 'junit.xml', 'summary.md'].map((name) =>
      files.get(name),
    );
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(`${html}${junit}`).not.toMatch(/<script/i);
    expect(summary).not.toMatch(/(?<!\\)<script/);
  });

  it('cannot turn the writing direction or ring the bell', async () => {
    const all = [...(await render(aHostileRun())).values()].join('');
    expect(['\u202e', '\u0007', '\ud800'].filter((character) => all.includes(character))).toEqual([]);
    expect(all).toContain('\ufffdesrever\ufffd');
  });

  it('cannot become a formula in a spreadsheet', async () => {
    const files = [...(await render(aHostileRun()))].filter(([name]) => name.endsWith('.csv'));
    expect(files.filter(([, text]) => /(?:^|[,\n])"?[=+@\t]/.test(text))).toEqual([]);
    expect(files.filter(([, text]) => text.includes("'=cmd()"))).not.toEqual([]);
  });

  it('cannot break a table of the summary', async () => {
    const summary = (await render(aHostileRun())).get('summary.md') ?? '';
    const rows = summary.split('\n').filter((line) => line.startsWith('|'));
    const bars = rows.map((row) => row.replaceAll(/\\[\\|]/g, '').split('|').length - 2);
    expect(new Set(bars)).toEqual(new Set([7, 3]));
    expect(summary).not.toMatch(/^line two/m);
  });
});
