// O compose.yaml da raiz, de verdade: o app ao lado do Jaeger, na rede dos dois.
// Onde não se alcança um registro de imagens, JAEGER_IMAGE aponta para quem fica no lugar do Jaeger.

import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { docker, eventually, IMAGE, sampleTraces, visit } from './docker-test-support';

interface Config {
  services: Record<
    'jaeger' | 'sample',
    { image: string; pull_policy?: string; ports: { host_ip: string; published: string; target: number }[] }
  >;
}

const NO_VARIABLES = {
  BIND_ADDRESS: '',
  JAEGER_IMAGE: '',
  JAEGER_UI_PORT: '',
  SAMPLE_IMAGE: '',
  SAMPLE_PORT: '',
  SAMPLE_PULL_POLICY: '',
};

async function config(env: Record<string, string>) {
  const { stdout } = await docker(['compose', 'config', '--format', 'json'], { ...NO_VARIABLES, ...env });
  const { services } = JSON.parse(stdout) as Config;
  const ports = Object.entries(services).flatMap(([name, service]) =>
    service.ports.map(({ host_ip, published, target }) => `${name} ${host_ip}:${published}→${target}`),
  );
  return { services, ports };
}

beforeAll(async () => {
  await docker(['compose', 'version']);
});

test('por padrão: portas 80 e 8080, só desta máquina, e um Jaeger 2 de versão exata', async () => {
  const { services, ports } = await config({});
  expect(ports).toEqual(['jaeger 127.0.0.1:8080→16686', 'sample 127.0.0.1:80→8080']);
  expect(services.jaeger.image).toMatch(/^jaegertracing\/jaeger:2\.\d+\.\d+$/);
  expect(services.sample.pull_policy).toBe('build');
});

test('numa VM: as variáveis abrem as portas para a rede e trocam as imagens', async () => {
  const { services, ports } = await config({
    BIND_ADDRESS: '0.0.0.0',
    JAEGER_UI_PORT: '9090',
    SAMPLE_IMAGE: 'turma/sample:1.0.0',
    SAMPLE_PORT: '8000',
    SAMPLE_PULL_POLICY: 'missing',
  });
  expect(ports).toEqual(['jaeger 0.0.0.0:9090→16686', 'sample 0.0.0.0:8000→8080']);
  expect(services.sample).toMatchObject({ image: 'turma/sample:1.0.0', pull_policy: 'missing' });
});

test('docker compose up --wait: uma visita ao app vira um trace na tela do Jaeger', async () => {
  // A porta 0 deixa o Docker escolher uma livre.
  const env = { SAMPLE_IMAGE: IMAGE, SAMPLE_PORT: '0', JAEGER_UI_PORT: '0' };
  const compose = async (...args: string[]) =>
    (await docker(['compose', '--project-name', `lab-otel-test-${process.pid}`, ...args], env)).stdout;
  onTestFinished(async () => {
    await compose('down');
  });
  await compose('up', '--wait');
  const sample = await compose('port', 'sample', '8080');
  const jaeger = await compose('port', 'jaeger', '16686');

  expect(await visit(`http://${sample}/`)).toBe('200 SRE and DevOps work together!!!');
  const traces = await eventually('o trace no Jaeger', async () => {
    const found = await sampleTraces(`http://${jaeger}`);
    return found.flat().length >= 3 ? found : undefined;
  });
  expect(traces).toEqual([['GET /', 'request handler', 'test_span']]);

  // Nenhuma outra porta aparece fora da rede dos dois: nem a do agente, nem a do OTLP.
  const published = (await compose('ps', '--format', '{{.Ports}}')).match(/\S+->\S+/g) ?? [];
  expect(published.toSorted()).toEqual([`${jaeger}->16686/tcp`, `${sample}->8080/tcp`].toSorted());
});
