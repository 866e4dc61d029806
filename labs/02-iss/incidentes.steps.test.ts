/**
 * `lab investigar 02`, com o sistema do lab de verdade: quem só tem a API de consulta resolve cada tipo de incidente. As contas
 * daqui não são as da correção, de propósito: se concordam, o defeito está mesmo à vista.
 */
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { exactClock } from '../../kit/cli/lab/investigate-live/live-texts.ts';
import {
  type Conclusion,
  earliest,
  INCIDENT_MS,
  liveBench,
  seenNodes,
} from '../../kit/cli/lab/investigate-live/testing/live-bench.ts';
import { startLab } from '../../kit/cli/lab/testing/lab-root.ts';
import { runHere } from '../../kit/cli/lab/testing/run-here.ts';
import { groupBy } from '../../kit/group-by.ts';
import { poll } from '../../kit/poll.ts';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { textWidth } from '../../kit/text-width.ts';
import type { ObservedSpan } from '../../kit/verify/span.ts';
import { issIncidents } from './incidentes.ts';

const { words, luneta, seedOf, storyOf, investigate, spansOf } = liveBench('02');

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

/** O que se conclui só de olhar, na ordem em que um plantonista descarta hipóteses. */
function conclude(spans: readonly ObservedSpan[]): Conclusion {
  const nodes = seenNodes(spans);
  type Seen = (typeof nodes)[number];
  const isFailedServer = ({ span }: Seen['node']): boolean => span.kind === SERVER && span.status.code === ERROR;
  const calls = [
    ...groupBy(
      nodes.filter(({ kind }) => kind === CLIENT),
      ({ node }) => node.parent,
    ).values(),
  ];
  // O que só o primeiro pedido paga (montar a página, ler as cidades) demora, e não é o incidente.
  const warmMs = Math.min(...nodes.map(({ startMs }) => startMs)) + INCIDENT_MS / 4;
  const found =
    earliest(
      'dropped_header',
      nodes.filter(({ node, service }) => !node.parent && service !== issIncidents.entry),
    ) ??
    earliest('n_plus_one', calls.filter((same) => same.length >= 8).flat()) ??
    // A API dos outros falha desde sempre.
    earliest(
      'failing',
      nodes.filter(
        ({ node, below, service }) => isFailedServer(node) && service !== 'station-api' && !below.some(isFailedServer),
      ),
    ) ??
    earliest(
      'slow',
      nodes.filter(({ node, kind, startMs }) => kind !== CLIENT && node.selfTimeUs > 500_000 && startMs > warmMs),
    );
  if (!found) throw new Error('dos traces não se conclui nada');
  return found;
}

test.each((['slow', 'failing', 'dropped_header'] as const).map((kind) => [words[kind], kind, seedOf(kind)] as const))(
  '%s: dos traces saem as quatro respostas; as erradas voltam com o motivo',
  async (word, kind, seed) => {
    const opened = await investigate(seed);
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(opened.stdout).toMatch(/^ {2}Alerta: /m);
    const told = opened.stdout.split('\n').filter((line) => !line.includes('http'));
    expect(Math.max(...told.map(textWidth))).toBeLessThan(80);

    const found = conclude(await spansOf(luneta().urls.ui!, opened.stdout));
    const story = storyOf(seed);
    expect({ kind: found.kind, service: found.service }).toEqual({ kind, service: story.service });
    const address = `${luneta().urls.ui}/trace/${found.traceId}`;
    const solved = await investigate(seed, found.service, word!, found.time, address);
    expect(solved).toMatchObject({ code: 0, stderr: '' });
    expect(solved.stdout).toContain('4 de 4');

    const wrongKind = kind === 'slow' ? 'fora' : 'lento';
    const early = exactClock(Date.now() - 3_600_000);
    const wrong = await investigate(seed, 'station-api', wrongKind, early, 'f'.repeat(32));
    expect(wrong.code).toBe(1);
    const text = wrong.stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain('A mudança não está nele.');
    expect(text).toContain('Se fosse, ');
    expect(text).toContain('ainda estava tudo como antes: procure mais tarde. Valem 5 s para cada lado.');
    expect(text).toContain('Não há, no backend, um trace com esse id.');
    expect(text).toContain('0 de 4');
  },
  120_000,
);

test('n_mais_um, sem Luneta aberta: o comando abre uma, e quem só tem um terminal responde nele', async () => {
  const seed = seedOf('n_plus_one');
  const stdin = new PassThrough();
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({ write: (text: string) => (written[name] += text) });
  const ended = runHere(findRepoRoot(), ['investigar', '02', String(seed)], {
    incidentMs: INCIDENT_MS,
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
  });
  const until = async (pattern: RegExp, name: keyof typeof written = 'stdout'): Promise<void> => {
    const found = await poll(() => pattern.test(written[name]) || undefined, { deadlineMs: 90_000 });
    expect({ found, written: written[name] }).toMatchObject({ found: true });
  };
  await until(/Responda aqui mesmo/);
  const [, url = ''] = /traces +(http:\/\/localhost:\d+)/.exec(written.stdout) ?? [];
  const { service, time, traceId, kind } = conclude(await spansOf(url, written.stdout));
  expect(kind).toBe('n_plus_one');
  stdin.write('abacaxi\n');
  await until(/Não entendi "abacaxi"/, 'stderr');
  stdin.write(`frontend ${words[kind]}\n`);
  await until(/1 de 4/);
  expect(written.stdout.replaceAll(/\s+/g, ' ')).toContain('A mudança não está nele.');
  stdin.write(`${service} ${words[kind]} ${time} ${traceId}\n`);
  expect((await ended).code).toBe(0);
  expect(written.stdout).toContain('4 de 4');
  await expect(fetch(url)).rejects.toThrow('fetch failed');
}, 120_000);

test('Ctrl+C no meio encerra os serviços e a Luneta', async () => {
  const lab = startLab(findRepoRoot(), ['investigar', '02', '7']);
  onTestFinished(() => void lab.child.kill('SIGKILL'));
  const address = (): RegExpExecArray | null => /a página +(\S+)[\s\S]*a telemetria +(\S+)/.exec(lab.stdout());
  const [, page = '', backend = ''] = (await poll(() => address() ?? undefined, { deadlineMs: 60_000 })) ?? [];
  expect((await fetch(`${page}config.json`)).status).toBe(200);
  lab.child.kill('SIGINT');
  expect(await lab.exit).toBe(130);
  for (const url of [page, backend]) await expect(fetch(url)).rejects.toThrow('fetch failed');
}, 120_000);

test.each([
  [
    ['7', 'loja'],
    2,
    'um serviço deste sistema (station-api, iss-distance-service, geolocator-service, gateway, frontend)',
  ],
  [['7', '14:03'], 2, 'uma hora, como 14:03:20'],
  [['loja'], 2, 'A semente é um número inteiro'],
  [['999999', 'lento'], 3, 'rode sem as respostas: npm run lab investigar 02 999999'],
])('investigar 02 %j: código %i', async (given, expected, message) => {
  const { code, stdout, stderr } = await investigate(...given);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
});

test('um lab sem sistema, ou respostas sem Luneta: diz o que rodar', async () => {
  const other = await runHere(findRepoRoot(), ['investigar', '01', '7']);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('npm run lab investigar 02');
  const closed = await runHere(findRepoRoot(), ['investigar', '02', '7', 'lento']);
  expect(closed.code).toBe(3);
  expect(closed.stderr.replaceAll(/\s+/g, ' ')).toContain('Abra uma noutro terminal (npm run luneta)');
});
