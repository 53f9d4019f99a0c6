import { defineConfig } from 'poolproof';

const fault = process.env['FAULT'] ?? '';
const isGreedy = fault === 'takes every slot';
const after = isGreedy ? { database: { after: 'superuser.sql' } } : {};

/** A small app of its own, which is as faulty as FAULT says. Only a fault that takes a limit has a short one. */
export default defineConfig({
  apps: {
    tiny: {
      bundle: isGreedy ? 'greedy-app.ts' : 'app.ts',
      command: ['node', '{bundle}'],
      env: { FAULT: fault },
      readyPath: '/ready',
      readyWithinS: fault === 'never ready' ? 3 : 60,
    },
  },
  database: { seed: ['seed.sql'], ...(isGreedy ? { maxConnections: 10 } : {}) },
  arms: [
    { name: 'direct', via: 'postgres', ...after },
    { name: 'pooled', via: 'pooler', ...after },
    { name: 'limited', via: 'postgres', env: { LOGIN_RATE_LIMIT: '1' } },
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
    gated: {
      users: 3,
      flows: 'flows.ts',
      arms: ['limited', 'pooled'],
      criteria: [{ metric: 'connection errors', arm: 'pooled', bound: '= 0' }],
    },
  },
  profiles: {
    quick: { blocks: 1, single: true, rampUsersPerS: 1, settleS: 0, steadyS: 8 },
    // Two seconds from user to user: time enough to hold the generator still between them.
    'slow-ramp': { blocks: 1, single: true, rampUsersPerS: 0.5, settleS: 0, steadyS: 3 },
  },
  // None of them as they are when nothing is said.
  gates: {
    generatorStarvedShare: 0.02,
    foreignCpuCores: 0.2,
    samplerGapS: 2.5,
    samplerMissingShare: 0.1,
    lostLoginsDifference: 0,
  },
  requestTimeoutS: fault === 'hangs' ? 2 : 60,
});
