// SPDX-License-Identifier: AGPL-3.0-only
// Ten users of two classes, four attempts each, reported as the scenario kit reports them.
import { sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Gauge, Trend } from 'k6/metrics';

const attempt = new Trend('poolproof_attempt');
const active = new Gauge('poolproof_active');
const thinkDrawn = new Trend('poolproof_think_drawn_ms');
const thinkRealised = new Trend('poolproof_think_realised_ms');

export const options = { scenarios: { replay: { executor: 'per-vu-iterations', vus: 10, iterations: 1 } } };

export default function () {
  const metadata = exec.vu.metrics.metadata;
  const userClass = exec.vu.idInTest % 2 ? 'browsing' : 'api';
  active.add(1);
  for (const path of ['/ok/', '/ok/', '/ok/', '/broken/']) {
    metadata.second = String(Math.floor(Date.now() / 1000));
    const response = http.get(`${__ENV.BASE_URL}${path}`, { responseType: 'text' });
    const { blocked, connecting, tls_handshaking, sending, waiting, receiving } = response.timings;
    const ms = blocked + connecting + tls_handshaking + sending + waiting + receiving;
    const tags = { user_class: userClass, task: `GET ${path}` };
    metadata.bytes = String(response.body.length);
    const failed = response.status === 500;
    attempt.add(
      Math.max(1, Math.round(ms * 1000)),
      failed ? { ...tags, outcome: 'failed', cause: 'http-500' } : { ...tags, outcome: 'ok' },
    );
  }
  thinkDrawn.add(100);
  const since = Date.now();
  sleep(0.1);
  thinkRealised.add(Date.now() - since);
  active.add(-1);
}
