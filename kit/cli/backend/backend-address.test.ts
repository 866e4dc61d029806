import { expect, test } from 'vitest';
import { UsageError } from '../../usage-error.ts';
import { backendAddress, isReachedWithout, otlpEnv } from './backend-address.ts';

test('quem não tem variáveis chega às portas padrão desta máquina, e só a elas', () => {
  const url = 'http://localhost:16686';
  const otlp = ['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const zipkin = ['OTEL_EXPORTER_ZIPKIN_ENDPOINT'];
  expect(isReachedWithout(otlp, backendAddress(url, {}))).toBe(true);
  expect(isReachedWithout(otlp, backendAddress('http://localhost:26686', { ui: 26686, otlpHttp: 4318 }))).toBe(true);
  const moved = backendAddress(url, { zipkin: 19411 });
  expect(isReachedWithout(otlp, moved)).toBe(true);
  expect(isReachedWithout([...otlp, ...zipkin], moved)).toBe(false);
  expect(isReachedWithout(otlp, backendAddress('http://10.0.0.5:16686', {}))).toBe(false);
});

test('por gRPC, o endereço é o da porta dele, e o do navegador continua o de HTTP', () => {
  const luneta = backendAddress('http://localhost:26686', { ui: 26686, otlpHttp: 24318, otlpGrpc: 24317 });
  expect(otlpEnv(luneta)).toBe(luneta.env);
  expect(otlpEnv(luneta, 'grpc')).toEqual({
    ...luneta.env,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:24317',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    BROWSER_OTLP_URL: 'http://localhost:24318',
  });
  const other = backendAddress('http://[::1]:9000', {});
  expect(otlpEnv(other, 'grpc').OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://[::1]:4317');
});

test('quem tem um Collector seu diz os dois endereços dele; o de gRPC, que se escreve sem esquema, ganha um', () => {
  const own = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:24318/', LAB_OTLP_GRPC_ENDPOINT: 'collector:24317' };
  const address = backendAddress('http://localhost:9411', {}, own);
  expect(address).toMatchObject({ otlpUrl: 'http://collector:24318', otlpGrpcUrl: 'http://collector:24317' });
  expect(otlpEnv(address, 'grpc').OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://collector:24317');
});

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'http://xx:99999'],
  ['LAB_OTLP_GRPC_ENDPOINT', 'grpc://collector:4317'],
  ['LAB_OTLP_GRPC_ENDPOINT', 'a b'],
])('%s=%s não é um endereço: a mensagem diz qual, e o que veio', (name, value) => {
  const read = (): unknown => backendAddress('http://localhost:9411', {}, { [name]: value });
  expect(read).toThrow(UsageError);
  expect(read).toThrow(`${name} precisa de um endereço, como http://localhost:4318; recebido: "${value}".`);
});
