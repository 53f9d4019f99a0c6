import { defineConfig } from 'poolproof';

/** A small app of its own, which is as faulty as FAULT says. */
export default defineConfig({
  apps: {
    tiny: {
      bundle: 'app.ts',
      command: ['node', '{bundle}'],
      env: { FAULT: process.env['FAULT'] ?? '' },
      readyPath: '/ready',
      readyWithinS: 3,
    },
  },
  database: { seed: ['seed.sql'] },
  arms: [
    { name: 'direct', via: 'postgres' },
    { name: 'pooled', via: 'pooler' },
  ],
  benches: {
    few: {
      users: 3,
      flows: 'flows.ts',
      arms: ['direct', 'pooled'],
      criteria: [{ metric: 'connection errors', arm: 'pooled', bound: '= 0' }],
      openCriteria: [
        { metric: 'p95 response time', arm: 'pooled/direct', bound: '<= 1.10' },
        { metric: 'p99 response time', arm: 'pooled/direct', bound: '<= 1.10' },
      ],
    },
  },
  profiles: {
    quick: { blocks: 1, single: true, rampUsersPerS: 1, settleS: 0, steadyS: 3 },
  },
  requestTimeoutS: 2,
});
