import { expect, test } from 'vitest';
import { backendAddress, isReachedWithout } from './backend-address.ts';

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
