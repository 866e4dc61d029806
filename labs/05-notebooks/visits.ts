/** Os pedidos que a conferência faz à API do lab 05, e o que cada um tem de receber. */
import type { StepRequest } from '../../kit/course/manifest.ts';

/** O conjunto de dados diz como o job se porta. */
const run = (dataset: string, status = 200): StepRequest => ({ path: '/notebook', json: { dataset }, status });

/** O que o contrato recusa: o primeiro passo o pede, e os outros o conservam. */
const MISSING: StepRequest = {
  path: '/validate',
  json: {},
  status: 400,
  body: 'urn:lab-otel:invalid_request',
  name: 'missing',
};

export const CONTRACTED: readonly StepRequest[] = [
  { path: '/api/ui/', body: 'swagger-ui' },
  { path: '/validate', json: { dataset: 'orders' }, body: '"valid":true' },
  MISSING,
  { path: '/validate', json: { dataset: '../etc' }, status: 400, body: '/body/dataset', name: 'unnamed' },
  { path: '/validate', json: { dataset: 'orders', limit: 5 }, status: 400, body: '/body/limit', name: 'extra' },
];
export const VALIDATED: readonly StepRequest[] = [
  MISSING,
  { path: '/validate', json: { dataset: 'orders' }, body: ['"valid":true', '"rows":1000'] },
  { path: '/validate', json: { dataset: 'orders-none' }, body: '"valid":false' },
];
const GOOD: StepRequest = { ...run('orders'), body: ['"state":"SUCCESS"', '"Recife"'] };
export const RUN: readonly StepRequest[] = [MISSING, GOOD];
/** Do contrato ao notebook, passando pelos dois serviços. */
export const WHOLE: readonly StepRequest[] = [...VALIDATED, GOOD];
export const FAILED: readonly StepRequest[] = [
  ...RUN,
  { ...run('orders-corrupt', 502), body: 'urn:lab-otel:job_failed' },
];
export const IMPATIENT: readonly StepRequest[] = [
  ...FAILED,
  { ...run('orders-busy'), name: 'busy' },
  { ...run('orders-slow', 504), body: 'urn:lab-otel:job_timeout', name: 'slow' },
];
export const REPEATED: readonly StepRequest[] = [...FAILED, run('orders-lost')];
/** O que os visitantes de `lab carga 05` pedem, sorteado: quase todos vão bem. */
export const CROWD: readonly StepRequest[] = [run('orders'), run('orders'), run('orders'), run('orders-corrupt', 502)];
