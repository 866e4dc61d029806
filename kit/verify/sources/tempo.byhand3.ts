import { afterAll, beforeAll, expect, test } from 'vitest';
import { labRoot } from '../../cli/lab/testing/lab-root.ts';
import { runHere } from '../../cli/lab/testing/run-here.ts';
import { stepOf } from '../../course/manifest.ts';
import { startCollector, type Collector } from '../../testing/platform/collector.ts';
import { startPrometheus, type Prometheus } from '../../testing/platform/prometheus.ts';
import { labs } from '../../../labs/labs.ts';

let collector: Collector;
let prometheus: Prometheus;
const config = 'storage: { tsdb: { out_of_order_time_window: 10m } }\n';
beforeAll(async () => {
  prometheus = await startPrometheus({ config });
  collector = await startCollector({
    prometheusWrite: prometheus.writeUrl,
    jaegerOtlp: 'http://127.0.0.1:26318',
    lokiOtlp: 'http://127.0.0.1:23100/otlp',
    env: { TAIL_DECISION_WAIT: '500ms', TAIL_KEEP_PERCENT: '0' },
  });
}, 90_000);
afterAll(async () => { console.log(collector?.log()); await collector?.close(); await prometheus?.close(); });
const steps = (id: string) => stepOf(labs, id).lab.steps.filter(({ telemetry, deployed }) => telemetry === 'backend' && !deployed).map((s) => s.id);
const env = () => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpHttpUrl,
  LAB_OTLP_GRPC_ENDPOINT: collector.otlpGrpcUrl,
  OTEL_EXPORTER_JAEGER_AGENT_PORT: String(collector.jaegerBinaryPort),
});
const backend = () => `http://127.0.0.1:26686,${prometheus.url},http://127.0.0.1:23100`;
async function place(root: string, id: string, solved: boolean) {
  await runHere(root, ['jump', id]);
  if (solved) await runHere(root, ['solution', id, 'write']);
}
test('02', async () => {
  const root = labRoot();
  await place(root, steps('02/0').at(-1)!, true);
  const { code, stdout, stderr } = await runHere(root, ['verify', '02', '--backend', backend()], { env: env(), remoteQuietMs: 5000 });
  console.log(stdout, stderr);
  expect(code).toBe(0);
}, 400_000);
test.each(steps('01/1'))('%s', async (id) => {
  const root = labRoot();
  await place(root, id, true);
  const { code, stdout, stderr } = await runHere(root, ['verify', id, '--backend', backend()], { env: env(), remoteQuietMs: 5000 });
  if (code !== 0) console.log(stdout, stderr);
  expect(code).toBe(0);
}, 120_000);
test.each(steps('02/0'))('começo %s', async (id) => {
  const root = labRoot();
  await place(root, id, false);
  const { code, stdout, stderr } = await runHere(root, ['verify', id, '--backend', backend()], { env: env(), remoteQuietMs: 5000 });
  console.log(id, stdout.split('\n').slice(0, 8).join('\n'), stderr);
  expect(code).toBe(1);
}, 120_000);
