/** What a stack has started, to be stopped all together, also what is only just starting. */
interface Stoppable {
  stop(): Promise<void>;
}

export interface Starts<T extends Stoppable> {
  /** How many there were so far. */
  count(): number;
  /** Remembers a start; resolves and rejects as it does. */
  add(starting: Promise<T>): Promise<T>;
  /** Stops all, whichever fails. Rejects with the first failure. */
  stopAll(): Promise<void>;
}

export function createStarts<T extends Stoppable>(): Starts<T> {
  const all: Promise<T>[] = [];
  return {
    count: () => all.length,
    async add(starting) {
      all.push(starting);
      return await starting;
    },
    async stopAll() {
      const started = await Promise.allSettled(all);
      const running = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      const stopped = await Promise.allSettled(running.map((each) => each.stop()));
      for (const each of stopped) if (each.status === 'rejected') throw each.reason;
    },
  };
}
