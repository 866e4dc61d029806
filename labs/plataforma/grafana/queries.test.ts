/**
 * As consultas dos dashboards, dos alertas e dos links, respondidas por uma Luneta: os painéis feitos para a plataforma servem
 * também a quem só tem a Luneta. O mesmo, com um Prometheus de verdade, está em `queries.platform.test.ts`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { poll } from '../../../kit/poll.ts';
import { findRepoRoot } from '../../../kit/repo-root.ts';
import { type Luneta, startLuneta } from '../../../kit/luneta/start.ts';
import { ANY_PORTS } from '../../../kit/luneta/testing/any-ports.ts';
import { type Answer, askExemplars, askJaeger, askLabelValues, askLogql, askPromql } from './testing/ask.ts';
import {
  accused,
  type AlertAnswers,
  alertQuestions,
  ask,
  askAlert,
  linkQuestions,
  panelQuestions,
  wrongAnswer,
} from './testing/check-answers.ts';
import { EXPECTED, FIRING } from './testing/expected-answers.ts';
import type { Feeder } from './testing/feed.ts';
import { ISS_INSTRUMENTS, NOT_FOUND, SERVICES, startIssFeeder, VISITS } from './testing/feed-iss.ts';
import { LLM_INSTRUMENTS, LLM_SERVICE, MODELS, startLlmFeeder } from './testing/feed-llm.ts';
import { BUILTIN_VALUES, defaultValues, queriesOf, substitute } from './testing/queries.ts';
import { readDashboards } from './testing/read-files.ts';

const ROUNDS = 2;
const DEADLINE_MS = 20_000;

let luneta: Luneta;
let iss: Feeder;
let llm: Feeder;
let url: string;
let traceId: string;

beforeAll(async () => {
  luneta = await startLuneta({ ports: ANY_PORTS });
  url = luneta.urls.ui!;
  iss = startIssFeeder(luneta.urls.otlpHttp!);
  llm = startLlmFeeder(luneta.urls.otlpHttp!);
  // Uma taxa só existe entre duas leituras: a segunda leva das visitas chega depois que a primeira foi contada.
  traceId = await iss.visit();
  await llm.visit();
  await poll(async () => ((await askPromql(url, { expr: CALLS })).length > 0 ? true : undefined), {
    deadlineMs: DEADLINE_MS,
  });
  await iss.visit();
  await llm.visit();
  const rates = { expr: `sum(increase(${CALLS}[1m])) > 0`, instant: true };
  await poll(async () => ((await askPromql(url, rates)).length > 0 ? true : undefined), { deadlineMs: DEADLINE_MS });
});

afterAll(async () => {
  await iss?.close();
  await llm?.close();
  await luneta?.close();
});

const CALLS = 'traces_span_metrics_calls_total';
const backends = (): { promql: string; logql: string } => ({ promql: url, logql: url });

describe('os painéis', () => {
  const questions = panelQuestions();

  test.each(questions)('$where', async (question) => {
    expect(wrongAnswer(question, await ask(backends(), question))).toBeUndefined();
  });

  test('toda resposta esperada é de um painel que existe', () => {
    expect(questions.map(({ where }) => where)).toEqual(expect.arrayContaining(Object.keys(EXPECTED)));
  });

  test('um valor errado não passa', async () => {
    const question = questions.find(({ where }) => where === 'services.json: Fração com erro (A)')!;
    const answers = await ask(backends(), { ...question, expr: question.expr.replace('STATUS_CODE_ERROR', '') });
    expect(wrongAnswer(question, answers)).toBe('nenhuma resposta');
    expect(wrongAnswer(question, [{ labels: {}, value: 0.5 }])).toMatch(/^: esperava 0\.1875/);
  });

  test('em todas as opções das listas de escolha, e com um serviço só', async () => {
    const lists = [...readDashboards().values()].flatMap(({ templating }) => templating.list);
    const choices = lists
      .filter(({ type }) => type === 'custom')
      .flatMap(({ name, options = [] }) => options.map(({ value }) => ({ [name]: value })));
    const chosen = choices.flatMap((choice) =>
      panelQuestions({ service: 'geolocator-service', model: 'lab-1', ...choice }),
    );
    // Uma combinação pode não ter dados; o que não pode é ser recusada.
    const answers = await Promise.allSettled(chosen.map((question) => ask(backends(), question)));
    expect(answers.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  test('o filtro dos logs: pelo texto, pela gravidade e pelo trace', async () => {
    const lines = async (more: Record<string, string>): Promise<number> => {
      const question = panelQuestions(more).find(({ where }) => where === 'logs.json: As linhas (A)')!;
      return (await ask(backends(), question)).reduce((sum, { value }) => sum + value, 0);
    };
    expect(await lines({})).toBe(ROUNDS * VISITS);
    expect(await lines({ text: 'desconhecido' })).toBe(ROUNDS * NOT_FOUND);
    expect(await lines({ level: 'warn|error|critical|fatal' })).toBe(ROUNDS * NOT_FOUND);
    expect(await lines({ trace: traceId })).toBe(1);
    expect(await lines({ trace: traceId.slice(0, 12) })).toBe(1);
  });

  test('quantas linhas há, e quantas não têm trace', async () => {
    const totals = panelQuestions().filter(({ where }) => /logs\.json: (Linhas no período|Sem trace)/.test(where));
    const values = await Promise.all(totals.map((question) => ask(backends(), question)));
    expect(values.map(([{ value }]) => value)).toEqual([ROUNDS * VISITS, ROUNDS]);
  });
});

test('as variáveis listam os serviços que mandaram, e os modelos a que se perguntou', async () => {
  const services = await askLabelValues(url, 'service_name', CALLS);
  expect(services).toEqual([...Object.keys(SERVICES), LLM_SERVICE].toSorted());
  expect(await askLabelValues(url, 'gen_ai_request_model', 'llm_api_calls_total{job="backend"}')).toEqual(
    Object.keys(MODELS).toSorted(),
  );
  expect(await askLabelValues(`${url}/loki`, 'service_name', '')).toEqual(['geolocator-service']);
});

describe('os alertas', () => {
  test.each(alertQuestions())('$rule.title: acusa quem deve', async ({ rule, questions }) => {
    expect(accused(rule, await askAlert(backends(), questions))).toEqual(FIRING[rule.uid]);
  });

  test('um serviço calado só é notícia se os outros falam', () => {
    const { rule } = alertQuestions().find((alert) => alert.rule.uid === 'service-silent')!;
    const answer = (value: number, labels: Record<string, string> = {}): Answer => ({ labels, value });
    const spans = (frontend: number): AlertAnswers =>
      new Map([
        ['A', [answer(frontend, { service_name: 'frontend' }), answer(0, { service_name: 'gateway' })]],
        ['B', [answer(frontend)]],
      ]);
    expect(accused(rule, spans(40))).toEqual(['gateway']);
    expect(accused(rule, spans(0))).toEqual([]);
  });
});

describe('de um sinal ao outro', () => {
  test('do exemplar da duração ao trace', async () => {
    const withExemplars = queriesOf(readDashboards().get('services.json')!).find(({ exemplar }) => exemplar)!;
    const values = { ...BUILTIN_VALUES, ...defaultValues(readDashboards().get('services.json')!) };
    const [first] = await askExemplars(url, substitute(withExemplars.expr!, values));
    const response = await fetch(`${url}/api/traces/${first}`);
    expect(response.status).toBe(200);
  });

  test('do exemplar de uma chamada ao modelo ao trace, com um modelo escolhido e com todos', async () => {
    const duration = (more: Record<string, string>) =>
      panelQuestions(more).find(({ where }) => where === 'llm.json: Duração das chamadas, com exemplars (A)')!;
    for (const model of ['.+', 'lab-slow', '(lab-1|lab-slow)']) {
      const [first] = await askExemplars(url, duration({ model }).expr);
      const trace = await fetch(`${url}/api/traces/${first}`);
      expect(await trace.text()).toContain('"operationName":"chat lab-');
    }
    expect(await askExemplars(url, duration({ model: 'outro' }).expr)).toEqual([]);
  });

  test('do span aos logs dele, e às métricas do serviço', async () => {
    const questions = linkQuestions({ service: 'geolocator-service', traceId });
    const answers = await Promise.all(questions.map((question) => ask(backends(), question)));
    const found = questions.map(({ where }, i) => [where, answers[i].length > 0]);
    // O geolocator-service não teve erro nenhum.
    expect(found).toEqual(questions.map(({ where }) => [where, !where.endsWith('Erros')]));
    const logs = answers[questions.findIndex(({ where }) => where === 'Jaeger: logs')];
    expect(logs.map(({ value }) => value)).toEqual([1]);
  });

  test('do log ao trace: o trace_id é um campo dele', async () => {
    const [answer] = await askLogql(url, { expr: `{service_name="geolocator-service"} | trace_id="${traceId}"` });
    expect(answer.labels.trace_id).toBe(traceId);
  });
});

test('as buscas no Jaeger: por serviço, por duração e por erro', async () => {
  const traces = readDashboards().get('traces.json')!;
  const searches = queriesOf(traces).filter(({ queryType }) => queryType === 'search');
  const found = async (more: Record<string, string>): Promise<number[]> => {
    const values = { ...defaultValues(traces), ...more };
    const questions = searches.map((query) => JSON.parse(substitute(JSON.stringify(query), values)));
    return Promise.all(questions.map(async (question) => (await askJaeger(url, question)).length));
  };
  const [{ limit }] = searches as unknown as { limit: number }[];
  expect(await found({})).toEqual([limit, ROUNDS * SERVICES.frontend.errors]);
  expect(await found({ service: 'geolocator-service', min_duration: '300ms' })).toEqual([limit, 0]);
  expect(await found({ service: 'geolocator-service', min_duration: '1.5s' })).toEqual([0, 0]);
});

test.each([...ISS_INSTRUMENTS, ...LLM_INSTRUMENTS])(
  'labs/$file continua a criar $name em $unit',
  ({ file, name, unit }) => {
    const source = readFileSync(path.join(findRepoRoot(), 'labs', file), 'utf8');
    const at = source.indexOf(`('${name}'`);
    expect(source.slice(at, at + 120)).toContain(`unit: '${unit}'`);
  },
);
