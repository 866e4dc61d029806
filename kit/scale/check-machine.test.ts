import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { CommandResult, RunCommand } from '../cli/environment/run-command.ts';
import type { EnvironmentCheck } from '../cli/environment/check.ts';
import { startLuneta } from '../luneta/start.ts';
import { DEFAULT_PORTS } from '../luneta/doors.ts';
import { ANY_PORTS } from '../luneta/testing/any-ports.ts';
import { findRepoRoot } from '../repo-root.ts';
import { checkMachine, type ScaleMachine } from './check-machine.ts';
import { checkScalePorts } from './check-ports.ts';
import { GATEWAY_CONFIG } from './collector.ts';
import { anyPorts } from './ports.ts';

const MODULES = 'java.base@17.0.15\njava.compiler@17.0.15\njdk.compiler@17.0.15\n';
const OTELCOL = 'otelcol version 0.158.0';

/** Os comandos da máquina: o que cada um diz, ou `undefined` se não existe. */
function machine(
  said: Record<string, Partial<CommandResult> | undefined>,
  change: Partial<ScaleMachine> = {},
): ScaleMachine {
  const run: RunCommand = (command, args) => {
    const answer = said[`${command} ${args[0]}`];
    const absent = { ended: 'not_started', code: null, stdout: '', stderr: 'ENOENT' } as const;
    return Promise.resolve(answer ? { ended: 'exit', code: 0, stdout: '', stderr: '', ...answer } : absent);
  };
  return { root: findRepoRoot(), system: 'linux', env: {}, run, freeMemory: 16e9, ...change };
}

const READY = {
  'java --list-modules': { stdout: MODULES },
  'otelcol --version': { stdout: `${OTELCOL}\n` },
  'otelcol validate': {},
};
const NEEDS = { small: false, usualPorts: false };

async function checkOf(code: string, given: ScaleMachine, needs = NEEDS): Promise<EnvironmentCheck | undefined> {
  return (await checkMachine(given, needs)).checks.find((check) => check.code === code);
}

test('com tudo na máquina, nada falta, e se diz qual é o Collector', async () => {
  const { checks, collector } = await checkMachine(machine(READY), NEEDS);
  expect(checks.map(({ code }) => code)).toEqual(['java', 'collector', 'memory', 'jars']);
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(checks[0]?.found).toBe('Java 17.0.15, com o compilador');
  expect(collector).toBe('otelcol');
});

test.each([
  ['sem java', {}, 'Falta o Java'],
  ['o java de enfeite do macOS', { 'java --list-modules': { code: 1 }, 'java -version': { code: 1 } }, 'Falta o Java'],
  [
    'o 8, que não tem módulos',
    { 'java --list-modules': { code: 1 }, 'java -version': { stderr: 'openjdk version "1.8.0_412"\n' } },
    'O Java daqui é o 1.8.0_412',
  ],
  ['o 11', { 'java --list-modules': { stdout: 'java.base@11.0.2\njdk.compiler@11.0.2\n' } }, 'O Java daqui é o 11.0.2'],
  ['um JRE', { 'java --list-modules': { stdout: 'java.base@21\njava.compiler@21\n' } }, 'veio sem o compilador'],
])('%s: o que falta, e como conseguir', async (_, said, found) => {
  const check = await checkOf('java', machine({ ...READY, 'java --list-modules': undefined, ...said }));
  expect(check?.state).toBe('missing');
  expect(check?.found).toContain(found);
  expect(check?.fix).toContain('\nsudo apt-get install default-jdk-headless');
});

test('um Collector sem as peças do gateway não serve: diz o que ele disse', async () => {
  const said = { ...READY, 'otelcol validate': { code: 1, stderr: 'Error: unknown type: "kafka"\n' } };
  const check = await checkOf('collector', machine(said));
  expect(check).toMatchObject({
    state: 'missing',
    found: `O ${OTELCOL} não aceita ${GATEWAY_CONFIG}: faltam peças nele`,
  });
  expect(check?.fix).toContain('Ele disse: Error: unknown type: "kafka" ');
  expect(check?.fix).toContain('Baixe o otelcol-contrib 0.');
  expect((await checkMachine(machine(said), NEEDS)).collector).toBeUndefined();
});

test.each([
  ['só com o Docker', { 'docker version': { stdout: '{}' } }, 'Só há Collector pelo Docker'],
  ['sem nenhum', {}, 'Falta um Collector'],
])('%s: a escala do Docker também serve', async (_, said, found) => {
  const check = await checkOf('collector', machine({ ...READY, 'otelcol --version': undefined, ...said }));
  expect(check?.state).toBe('missing');
  expect(check?.found).toContain(found);
  expect(check?.fix?.split('\n')).toEqual([
    expect.any(String),
    'docker compose -f labs/06-escala/compose.yaml --profile small up',
  ]);
});

test.each([
  [{ small: false, freeMemory: 2e9 }, 'warning', 'Memória livre: 2,0 GB; a escala ocupa uns 3,0 GB'],
  [{ small: true, freeMemory: 2e9 }, 'ok', 'Memória livre: 2,0 GB'],
  [{ small: true, freeMemory: 1e9 }, 'warning', 'Memória livre: 1,0 GB; a escala ocupa uns 1,5 GB'],
])('pouca memória é um aviso: %j', async ({ small, freeMemory }, state, found) => {
  expect(await checkOf('memory', machine(READY, { freeMemory }), { ...NEEDS, small })).toMatchObject({ state, found });
});

test('o que falta baixar é dito, e não impede', async () => {
  const check = await checkOf('jars', machine(READY, { env: { LAB_CACHE: '/nao-existe' } }));
  expect(check).toMatchObject({ state: 'ok', found: expect.stringMatching(/^Faltam \d+ arquivos/) });
});

test('portas com dono, em TCP e em UDP: quais são, e como ver de quem', async () => {
  const ports = await anyPorts(1, 1);
  const system = 'linux';
  expect(await checkScalePorts({ env: { LUNETA_UI: '0' }, system }, ports)).toMatchObject([{ state: 'ok' }]);
  const tcp = createServer().listen(ports.kafka[0], '127.0.0.1');
  const udp = createSocket('udp4').bind(ports.jaegerBinary, '127.0.0.1');
  onTestFinished(() => void (tcp.close(), udp.close()));
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);

  const [check] = await checkScalePorts({ env: { LUNETA_UI: '0' }, system }, ports);
  expect(check).toMatchObject({ code: 'scale_ports', state: 'missing' });
  expect(check?.found).toBe(`As portas ${ports.kafka[0]} e ${ports.jaegerBinary}/udp já têm dono`);
  expect(check?.fix).toContain(`\nss -lntup | grep -E ':(${ports.kafka[0]}|${ports.jaegerBinary}) '`);
});

test('se o dono é a Luneta, é ela que se encerra', async () => {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  const { ui, otlpHttp = 0, zipkin = 0 } = luneta.ports;
  const ports = { ...(await anyPorts(1, 1)), otlpHttp, zipkin };
  const env = { LUNETA_UI: String(ui) };
  const [check] = await checkScalePorts({ env, system: 'linux' }, ports);
  expect(check?.found).toBe(
    `A Luneta (processo ${process.pid}) está no ar, e são dela as portas ${otlpHttp} e ${zipkin}`,
  );
  expect(check?.fix).toContain('Encerre a Luneta com Ctrl+C');
  expect(Object.values(DEFAULT_PORTS)).not.toContain(otlpHttp);

  // Uma porta de outro programa entre elas: encerrar a Luneta não bastaria.
  const other = createServer().listen(ports.kafka[0], '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  expect((await checkScalePorts({ env, system: 'linux' }, ports))[0]?.found).toMatch(/^As portas .* já têm dono$/);
});
