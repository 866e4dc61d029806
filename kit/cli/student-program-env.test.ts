import { expect, test } from 'vitest';
import { studentEnv } from './student-program-env.ts';

test('ficam as do terminal, menos as que mudariam o programa', () => {
  const inherited = {
    PATH: '/bin',
    NO_COLOR: '1',
    NODE_OPTIONS: '--inspect',
    FORCE_COLOR: '1',
    PORT: '80',
    otel_sdk_disabled: 'true',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://outro:4318/v1/traces',
  };
  const given = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1' };
  expect(studentEnv(inherited, given)).toEqual({ PATH: '/bin', NO_COLOR: '1', ...given });
});

test('as dadas ganham, mesmo as que não se herdam', () => {
  expect(
    studentEnv({ LANG: 'C', PORT: '80' }, { LANG: 'pt_BR.UTF-8', PORT: '0', NODE_OPTIONS: '--no-warnings' }),
  ).toEqual({
    LANG: 'pt_BR.UTF-8',
    PORT: '0',
    NODE_OPTIONS: '--no-warnings',
  });
});
