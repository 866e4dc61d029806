import { createSocket } from 'node:dgram';
import { expect, onTestFinished, test } from 'vitest';
import { type Finding, fixOf, GUIDE } from '../../luneta/query/diagnosis/finding.ts';
import { RULES } from '../../luneta/query/diagnosis/rules/index.ts';
import { type Luneta, startLuneta } from '../../luneta/start.ts';
import { ANY_PORTS } from '../../luneta/testing/any-ports.ts';
import { poll } from '../../poll.ts';
import { Screen } from '../screen.ts';
import { detectTerminal } from '../terminal.ts';
import { textWidth } from '../../text-width.ts';
import { askDiagnosis } from './ask-diagnosis.ts';
import { diagnosisTexts } from './diagnosis-texts.ts';
import { showDiagnosis } from './show-diagnosis.ts';

async function opened(): Promise<Luneta> {
  const luneta = await startLuneta({ ports: ANY_PORTS });
  onTestFinished(() => luneta.close());
  return luneta;
}

/** O diagnóstico em 80 colunas; `undefined` se a Luneta não respondeu. */
async function shown({ urls }: Luneta, env: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
  const diagnosis = await askDiagnosis(urls.ui ?? '');
  if (!diagnosis) return undefined;
  let text = '';
  showDiagnosis(new Screen({ write: (part) => (text += part) }, detectTerminal({}, env)), diagnosis);
  return text;
}

async function sendSpan({ urls }: Luneta): Promise<void> {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = {
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    name: 'trabalho',
    kind: 1,
    startTimeUnixNano: String(now),
    endTimeUnixNano: String(now + 1_000_000n),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'loja' } }] };
  const response = await fetch(`${urls.otlpHttp}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] }),
  });
  expect(response.status).toBe(200);
}

test('um span que chegou: cada estação diz o que contou, e não há o que consertar', async () => {
  const luneta = await opened();
  await sendSpan(luneta);
  const text = (await shown(luneta)) ?? '';
  expect(text).toContain('✓ app · 1 serviço');
  expect(text).toMatch(/✓ \d+\/tcp, OTLP\/HTTP · 1 mensagem · 1 span\n/);
  expect(text).toContain('✓ armazenamento · 1 trace · 1 span');
  expect(text).toContain('O doutor não achou nada de errado');
  expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThan(80);
});

test('Thrift compacto na porta do binário: a porta em que os spans morrem, e o conserto', async () => {
  const luneta = await opened();
  const socket = createSocket('udp4');
  onTestFinished(() => void socket.close());
  socket.send(Buffer.from('82210109656d69744261746368', 'hex'), luneta.ports.jaegerBinary ?? 0, '127.0.0.1');
  const text = await poll(
    async () => {
      const now = (await shown(luneta, { LC_ALL: 'C' })) ?? '';
      return now.includes('x  ') ? now : undefined;
    },
    { deadlineMs: 5000 },
  );
  expect(text).toMatch(/x {2}\d+\/udp, agente Jaeger, Thrift binario - 1 mensagem - 1 mensagem\s+recusada/);
  expect(text).toMatch(/Mais: kit\/luneta\/DOUTOR\.md#compact_on_binary_port/);
  expect(text).toMatch(/^[\n\x20-\x7e]*$/);
});

test('o que é só de outros programas vai para depois do que pode ser da execução do aluno', () => {
  const [mine, theirs] = ['a', 'b'].map((digit) => digit.repeat(32));
  const finding = (title: string, ...traceIds: string[]): Finding => ({
    code: 'x',
    severity: 'warning',
    title,
    explanation: 'Porque sim.',
    fix: 'Mude.',
    link: 'G#x',
    count: 1,
    examples: traceIds.length > 0 ? traceIds.map((traceId) => ({ traceId })) : [{ detail: 'porta 4318' }],
  });
  const findings = [finding('alheio', theirs), finding('da porta'), finding('dos dois', theirs, mine)];
  const titles = (ownTraces?: ReadonlySet<string>): string[] => {
    let text = '';
    showDiagnosis(
      new Screen({ write: (part) => (text += part) }, detectTerminal({}, {})),
      { findings, path: [] },
      ownTraces,
    );
    return text.match(/(?<=! ).+|E de outros.+/g) ?? [];
  };
  expect(titles(new Set([mine]))).toEqual(['da porta', 'dos dois', diagnosisTexts.others, 'alheio']);
  expect(titles()).toEqual(['alheio', 'da porta', 'dos dois']);
});

test('cada achado cabe em 80 colunas', () => {
  let text = '';
  const screen = new Screen({ write: (part) => (text += part) }, detectTerminal({}, {}));
  const findings = RULES.map((rule): Finding => ({
    ...rule,
    fix: fixOf(rule, []),
    link: `${GUIDE}#${rule.code}`,
    count: 1_234,
    examples: [{ service: 'loja', detail: 'porta 4318: Não se lê.' }],
  }));
  showDiagnosis(screen, { findings, path: [] });
  expect(Math.max(...text.split('\n').map(textWidth))).toBeLessThan(80);
});

test('quem não é uma Luneta não tem o que dizer', async () => {
  expect(await askDiagnosis('http://127.0.0.1:1')).toBeUndefined();
});

test('as portas em que nada chegou vão numa linha só', async () => {
  const luneta = await opened();
  await sendSpan(luneta);
  expect(await shown(luneta)).toContain('… e mais 5 portas em que nada chegou');
  expect(diagnosisTexts.idleDoors(1)).toBe('… e mais 1 porta em que nada chegou');
});
