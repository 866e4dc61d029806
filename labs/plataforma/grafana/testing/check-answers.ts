/** Cada consulta dos dashboards, dos alertas e dos links entre as fontes, feita a um backend, e o que ele respondeu. */
import { type Answer, askLogql, askPromql } from './ask.ts';
import { EXPECTED } from './expected-answers.ts';
import { BUILTIN_VALUES, defaultValues, queriesOf, substitute, type Values } from './queries.ts';
import { readDashboards } from './read-files.ts';
import { linkQueries, readDatasources, readRuleGroups, type RuleFile } from './read-provisioning.ts';

export type Language = 'promql' | 'logql';

/** Uma consulta pronta para ser feita. */
export interface Question {
  where: string;
  language: Language;
  expr: string;
  instant?: boolean;
  queryType?: string;
}

const LANGUAGES: Readonly<Record<string, Language>> = { prometheus: 'promql', loki: 'logql' };

/** As dos painéis, como quem abre cada dashboard as vê. */
export function panelQuestions(more: Values = {}): Question[] {
  return [...readDashboards()].flatMap(([file, dashboard]) => {
    const values = { ...BUILTIN_VALUES, ...defaultValues(dashboard), ...more };
    return queriesOf(dashboard)
      .filter(({ datasource }) => datasource.type in LANGUAGES)
      .map(({ where, datasource, expr = '', instant, queryType }) => ({
        where: `${file}: ${where}`,
        language: LANGUAGES[datasource.type],
        expr: substitute(expr, values),
        instant,
        queryType,
      }));
  });
}

/** As dos links: de um span do serviço aos logs dele e às métricas do serviço. */
export function linkQuestions(span: { service: string; traceId: string }): Question[] {
  const values = { __tags: `service_name="${span.service}"`, '__span.traceId': span.traceId };
  return readDatasources()
    .flatMap(linkQueries)
    .map(({ where, datasourceUid, expr }) => ({
      where,
      language: LANGUAGES[datasourceUid],
      expr: substitute(expr, values),
    }));
}

/** As dos alertas: cada regra, com as perguntas dela pela letra. */
export function alertQuestions(): { rule: RuleFile; questions: Map<string, Question> }[] {
  return readRuleGroups()
    .flatMap(({ rules }) => rules)
    .map((rule) => {
      const asked = rule.data.flatMap(({ refId, model: { expr } }): [string, Question][] =>
        expr === undefined ? [] : [[refId, { where: rule.title, language: 'promql', expr, instant: true }]],
      );
      return { rule, questions: new Map(asked) };
    });
}

/** De onde se pergunta em cada linguagem. */
export type Backends = Partial<Record<Language, string>>;

export function ask(backends: Backends, question: Question): Promise<Answer[]> {
  const url = backends[question.language];
  if (url === undefined) throw new Error(`Ninguém responde ${question.language} aqui: ${question.where}`);
  return question.language === 'promql' ? askPromql(url, question) : askLogql(url, question);
}

/** O que se esperava de uma consulta e não veio; `undefined`, se veio tudo. */
export function wrongAnswer({ where }: Question, answers: readonly Answer[]): string | undefined {
  if (answers.length === 0) return 'nenhuma resposta';
  for (const [label, expected] of Object.entries(EXPECTED[where] ?? {})) {
    const received = answers.find(({ labels }) => label === '' || Object.values(labels).includes(label))?.value;
    if (received === undefined || Math.abs(received - expected) > Math.abs(expected) * 1e-6) {
      return `${label}: esperava ${expected}, veio ${received ?? 'nada'}`;
    }
  }
  return undefined;
}

/** Faz as perguntas de um alerta. @throws Error se uma delas não tem resposta. */
export async function askAlert(backends: Backends, questions: ReadonlyMap<string, Question>): Promise<AlertAnswers> {
  const answers = [...questions].map(async ([ref, question]): Promise<[string, Answer[]]> => {
    const found = await ask(backends, question);
    if (found.length === 0) throw new Error(`Nenhuma resposta a ${question.expr}`);
    return [ref, found];
  });
  return new Map(await Promise.all(answers));
}

/** O que cada pergunta de um alerta respondeu, pela letra. */
export type AlertAnswers = ReadonlyMap<string, readonly Answer[]>;

interface Condition {
  ref: string;
  isWrong: (value: number) => boolean;
}

/** As contas que há aqui: um limiar, ou `$A < 0.5 && $B > 0`. */
function conditionsOf({ condition, data }: RuleFile): Condition[] {
  const { type, expression = '', conditions = [] } = data.find(({ refId }) => refId === condition)!.model;
  if (type === 'threshold') {
    const { type: operator, params } = conditions[0].evaluator;
    return [comparison(expression, operator, params[0])];
  }
  return expression.split(' && ').map((part) => {
    const { ref, operator, limit } = /^\$(?<ref>\w) (?<operator>[<>]) (?<limit>[\d.]+)$/.exec(part)!.groups!;
    return comparison(ref, operator === '>' ? 'gt' : 'lt', Number(limit));
  });
}

function comparison(ref: string, operator: string, limit: number): Condition {
  return { ref, isWrong: operator === 'gt' ? (value) => value > limit : (value) => value < limit };
}

/** De quem é uma resposta: um serviço, ou um modelo. */
function ownerOf({ labels }: Answer): string | undefined {
  return labels.service_name ?? labels.gen_ai_request_model ?? labels.job;
}

/** Quem um alerta acusa: os que passam em todas as contas. Uma resposta sem rótulos vale para todos. */
export function accused(rule: RuleFile, answers: AlertAnswers): string[] {
  const conditions = conditionsOf(rule);
  const owners = answers.get('A')!.map((answer) => ownerOf(answer) ?? '');
  return owners.filter((owner) =>
    conditions.every(({ ref, isWrong }) => {
      const own = answers.get(ref)!.find((answer) => (ownerOf(answer) ?? owner) === owner);
      return own !== undefined && isWrong(own.value);
    }),
  );
}
