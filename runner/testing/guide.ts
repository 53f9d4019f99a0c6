/** The outputs that a guide shows, to be compared with what was really printed. For end-to-end tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { packageRoot } from './cli.ts';

/** One pattern for each output in fenced blocks of the kind: `…` stands for anything within a line, columns may be wider. */
export async function shownIn(
  guide: string,
  kind: string,
): Promise<{ readonly text: string; readonly pattern: RegExp }[]> {
  const markdown = await readFile(path.join(packageRoot, 'docs', 'guides', guide), 'utf8');
  const blocks = [...markdown.matchAll(/^```(\w+)\n([^]*?)\n```/gm)].filter(([, language]) => language === kind);
  return blocks.flatMap(([, , block = '']) => entriesOf(block)).map((text) => ({ text, pattern: patternOf(text) }));
}

/** Lines with those below that belong to them ("try: …"); a block may show lines of several runs. */
function entriesOf(block: string): string[] {
  return block.split(/\n(?!\s*try: )/);
}

function patternOf(text: string): RegExp {
  const pieces = text.split('…').map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join('.*').replaceAll(/ {2,}/g, ' +')}$`, 'm');
}
