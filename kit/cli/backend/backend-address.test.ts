import { expect, test } from 'vitest';
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
