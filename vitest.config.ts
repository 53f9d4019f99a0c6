import { defineConfig } from 'vitest/config';

const shared = { environment: 'node', reporters: ['default'], retry: 0 } as const;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          // A shared machine may give a test a small part of a processor.
          testTimeout: 60_000,
          include: ['{runner,reports,scenarios,fixtures}/**/*.test.ts'],
          exclude: ['**/*.e2e.test.ts', '**/node_modules/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['{runner,reports,scenarios,fixtures,docs}/**/*.e2e.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
