/** Uma partição grava, a confirmação se perde, e a nova tentativa grava outra vez: ninguém falhou, e o total está errado. */
import type { SpanNode } from '../../../kit/luneta/query/trace-tree.ts';
import type { Mystery, Traces } from '../../../kit/mysteries/mystery.ts';
import { attribute, hasFailed, nodesNamed, theOnly } from '../../../kit/mysteries/read-traces.ts';
import { during, exceptionEvent, type PlannedSpan } from '../../../kit/scripted/planned-span.ts';

const service = 'padarias-noite';
const JOB = 'local_computer.job.nightly_sales';
const SOURCE = 'local_computer.rdd.invoices';
const LOAD = 'local_computer.rdd.load_invoices';
const PARTITION = 'local_computer.partition.load_invoices';
const TOTAL = 'local_computer.df.total_by_store';

const SOURCE_COUNT = 'telescope.rdd.count';
const TABLE_COUNT = 'telescope.df1.count';
const INDEX = 'telescope.partition.index';
const ATTEMPT = 'telescope.partition.attempt';
/** As notas do lote, e as que o banco já recebeu desta tentativa. */
const READ = 'invoices.read';
const SENT = 'invoices.sent';

/** As notas de cada partição. */
const BATCHES = [1210, 1240, 1190, 1200, 1180, 1220] as const;
/** Quanto tempo se espera que o banco confirme, em milissegundos. */
const LIMIT_MS = 3000;

/** A que falhou antes de mandar qualquer coisa, e a que falhou depois de mandar tudo. */
const REFUSED = 1;
const UNCONFIRMED = 4;

export const repeatedLoad: Mystery = {
  id: 'm10',
  title: 'Mais vendas do que notas',
  story:
    'Numa rede de padarias, um pipeline carrega de madrugada as notas do dia, em seis partições, numa tabela que nasce vazia, e soma ' +
    'o total de cada loja. Nesta manhã o relatório diz que se vendeu mais do que os caixas registraram. O pipeline não falhou: o ' +
    'agendador diz que deu certo, e nenhum alerta tocou. Cada partição conta no span as notas que leu (invoices.read) e, se as mandou ' +
    'ao banco, quantas (invoices.sent).',
  question: 'Este é o trace da madrugada. De onde vieram as vendas a mais?',
  plan: [
    during(0, 6400, {
      service,
      name: JOB,
      attributes: { 'faas.trigger': 'timer', 'faas.cron': '0 3 * * *', 'telescope.schedule.delay': 0.012 },
      children: [
        during(20, 60, {
          service,
          name: SOURCE,
          attributes: {
            'telescope.rdd.name': 'invoices',
            'telescope.rdd.partitions': BATCHES.length,
            [SOURCE_COUNT]: sum(BATCHES),
          },
        }),
        during(70, 5900, {
          service,
          name: LOAD,
          attributes: {
            'telescope.operation.name': 'load_invoices',
            'telescope.rdd1.name': 'invoices',
            'telescope.rdd1.partitions': BATCHES.length,
            'telescope.partitions.total': BATCHES.length,
            'telescope.partitions.done': BATCHES.length,
            'telescope.partitions.attempts': BATCHES.length + 2,
            'telescope.partitions.failed_attempts': 2,
          },
          children: [
            loaded(80, 0),
            failed(530, 60, REFUSED, { type: 'connection_refused', message: 'o banco recusou a conexão', sent: 0 }),
            loaded(600, REFUSED, 2),
            loaded(1050, 2),
            loaded(1500, 3),
            failed(1950, LIMIT_MS, UNCONFIRMED, {
              type: 'timeout',
              message: `o banco não confirmou em ${LIMIT_MS / 1000} s`,
              sent: BATCHES[UNCONFIRMED],
            }),
            loaded(4960, UNCONFIRMED, 2),
            loaded(5410, 5),
          ],
        }),
        during(5920, 6380, {
          service,
          name: TOTAL,
          attributes: {
            'telescope.operation.name': 'total_by_store',
            'telescope.df1.columns': ['store', 'invoice', 'total'],
            [TABLE_COUNT]: sum(BATCHES) + BATCHES[UNCONFIRMED],
            'telescope.result.columns': ['store', 'total'],
            'telescope.result.count': 12,
            'telescope.count.queries': 2,
            'telescope.count.duration': 0.21,
          },
        }),
      ],
    }),
  ],
  answer: {
    type: 'choice',
    alternatives: [
      {
        text: 'O agendador chamou o pipeline duas vezes, e as notas do dia entraram duas vezes.',
        holds: (traces) => nodesNamed(traces, JOB).length > 1 || extraRows(traces) === sourceRows(traces),
        against: (traces) =>
          `Há uma execução só, e duas deixariam na tabela o dobro de ${sourceRows(traces)}. Quantas há a mais?`,
      },
      {
        text: 'Uma partição mandou as notas, a confirmação não chegou, e a nova tentativa mandou as mesmas outra vez.',
        holds: (traces) => {
          const repeated = failedAttempts(traces).filter(
            (node) => numberAt(node, SENT) > 0 && wasRetried(node, traces),
          );
          return repeated.length === 1 && extraRows(traces) === sum(repeated.map((node) => numberAt(node, SENT)));
        },
        against: () => 'Nenhuma tentativa que falhou mandou tantas notas quantas há a mais.',
      },
      {
        text: 'As notas já vieram repetidas de quem as publicou.',
        holds: (traces) => extraRows(traces) === 0,
        against: (traces) =>
          `${SOURCE} contou ${sourceRows(traces)} antes da carga, e ${TOTAL} leu ${tableRows(traces)} da tabela. As repetidas ` +
          'apareceram entre um e outro.',
      },
      {
        text: 'As duas partições que falharam foram gravadas duas vezes, uma em cada tentativa.',
        holds: (traces) => extraRows(traces) === sum(failedAttempts(traces).map((node) => numberAt(node, READ))),
        against: (traces) => {
          const both = sum(failedAttempts(traces).map((node) => numberAt(node, READ)));
          return (
            `Seriam ${both} notas a mais, e são ${extraRows(traces)}. As duas leram as suas; uma delas chegou a mandá-las ` +
            'antes de falhar? E a outra?'
          );
        },
      },
      {
        text: 'A soma por loja contou cada nota mais de uma vez, como numa junção que multiplica linhas.',
        holds: (traces) => tableRows(traces) !== sum(partitions(traces).map((node) => numberAt(node, SENT))),
        against: (traces) =>
          `A soma leu ${tableRows(traces)} linhas, e some os invoices.sent: são as mesmas que foram mandadas para a tabela. Ela somou ` +
          'direito o que lá estava.',
      },
    ],
  },
  explain: (traces) => {
    const [repeated] = failedAttempts(traces).filter((node) => numberAt(node, SENT) > 0);
    return (
      `A partição ${repeated && attribute(repeated, INDEX)} mandou ${extraRows(traces)} notas, e o banco gravou-as; o que se perdeu foi a ` +
      'resposta. Para quem espera, isso não se distingue de não ter gravado, e a segunda tentativa, certa de que repara, duplicou. Tentar ' +
      'de novo só é seguro se fazer duas vezes dá o mesmo que fazer uma: aqui, apagar e gravar a partição na mesma transação, ou gravar ' +
      'pela chave da nota (MERGE, INSERT OR REPLACE), em vez de só acrescentar. E nenhum status o mostraria: o que devia alertar é a ' +
      `conta, o que entrou (${SOURCE_COUNT}) contra o que se somou (${TABLE_COUNT}).`
    );
  },
};

function loaded(fromMs: number, index: number, attempt = 1): PlannedSpan {
  const rows = BATCHES[index]!;
  return during(fromMs, fromMs + 430, {
    service,
    name: PARTITION,
    attributes: { [INDEX]: index, [ATTEMPT]: attempt, [READ]: rows, [SENT]: rows },
  });
}

interface Failure {
  type: string;
  message: string;
  /** Quantas notas já tinham ido. */
  sent: number;
}

/** A primeira tentativa de uma partição, que não deu certo. */
function failed(fromMs: number, lastsMs: number, index: number, { type, message, sent }: Failure): PlannedSpan {
  return during(fromMs, fromMs + lastsMs, {
    service,
    name: PARTITION,
    attributes: {
      [INDEX]: index,
      [ATTEMPT]: 1,
      [READ]: BATCHES[index]!,
      ...(sent > 0 && { [SENT]: sent }),
      'error.type': type,
    },
    error: message,
    events: [exceptionEvent(type, message, fromMs + lastsMs)],
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

/** @returns Zero, de quem não o tem. */
function numberAt(node: SpanNode, key: string): number {
  return Number(attribute(node, key) ?? 0);
}

function partitions(traces: Traces): SpanNode[] {
  return nodesNamed(traces, PARTITION);
}

function failedAttempts(traces: Traces): SpanNode[] {
  return partitions(traces).filter(hasFailed);
}

/** Outra tentativa da mesma partição deu certo. */
function wasRetried(node: SpanNode, traces: Traces): boolean {
  return partitions(traces).some(
    (other) => !hasFailed(other) && attribute(other, INDEX) === attribute(node, INDEX) && numberAt(other, ATTEMPT) > 1,
  );
}

function sourceRows(traces: Traces): number {
  return numberAt(theOnly(nodesNamed(traces, SOURCE), 'conta as notas'), SOURCE_COUNT);
}

function tableRows(traces: Traces): number {
  return numberAt(theOnly(nodesNamed(traces, TOTAL), 'soma por loja'), TABLE_COUNT);
}

function extraRows(traces: Traces): number {
  return tableRows(traces) - sourceRows(traces);
}
