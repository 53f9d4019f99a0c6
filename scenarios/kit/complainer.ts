import { type Task, taskName } from '../../runner/model/flow.ts';
import { warn } from './log.ts';

/** A page that is wrong once is often wrong each time: the log says what is wrong with it once per user. */
export function complainerOf(tasks: readonly Task[]): (index: number, wrong: string) => void {
  const complained = new Set<number>();
  return (index, wrong) => {
    const task = tasks[index];
    if (task === undefined || complained.has(index)) return;
    complained.add(index);
    warn(`wrong content of ${taskName(task)}: ${wrong}`);
  };
}
