// O notebook: extrai os pedidos, soma por cidade, e devolve o resumo. É o mesmo de notebooks/distributed_tracing.ipynb, em TypeScript.
//
// Cada `// %%` começa uma célula. Aqui não há kernel: o Node roda o arquivo inteiro, como o Databricks roda um job, e quem o
// chamou só o conhece pelos parâmetros que mandou e pelo que ele diz ao sair.

// %% A telemetria: uma célula que se roda antes de todas
import { setTimeout as delay } from 'node:timers/promises';
import { context, metrics, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { dbutils } from './dbutils';
import { flushTelemetry, stopTelemetry } from './telemetry';

const tracer = trace.getTracer('notebook');
const meter = metrics.getMeter('notebook');
const logger = logs.getLogger('notebook');

// #region 4.3 Quanto demora cada etapa, e por quantas linhas ela passa
const stepDuration = meter.createHistogram('notebook.step.duration', {
  unit: 's',
  advice: { explicitBucketBoundaries: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60] },
});
const stepRows = meter.createCounter('notebook.rows', { unit: '{row}' });
// #endregion

// %% Os parâmetros do job
const dataset = dbutils.widgets.get('dataset');
/** O número da execução, se o job o dá: o mesmo que quem chamou recebeu. */
const { run_id: runId } = dbutils.widgets.getAll();

// %% Uma etapa, e o que se quer saber dela
interface Counted {
  rows: number;
}

async function step<Result extends Counted>(name: string, work: () => Promise<Result>): Promise<Result> {
  const startedMs = performance.now();
  // #region 4.1 Cada etapa num span, com as linhas que passaram por ela
  return tracer.startActiveSpan(name, { attributes: { 'notebook.dataset': dataset } }, async (span) => {
    try {
      const result = await work();
      span.setAttribute('notebook.rows', result.rows);
      // #region 4.3 Um log e duas medidas, ainda dentro do span
      logger.emit({
        severityNumber: SeverityNumber.INFO,
        severityText: 'INFO',
        body: 'step done',
        attributes: { 'notebook.step': name, 'notebook.dataset': dataset, 'notebook.rows': result.rows },
      });
      stepDuration.record((performance.now() - startedMs) / 1000, { 'notebook.step': name });
      stepRows.add(result.rows, { 'notebook.step': name });
      // #endregion
      return result;
      // #region 5.1 A etapa que falha diz por quê, e continua falhando
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      span.setAttribute('error.type', (error as Error).name);
      throw error;
      // #endregion
    } finally {
      span.end();
      // #region 5.3 O que já acabou sai já: um job cancelado não se despede
      await flushTelemetry();
      // #endregion
    }
  });
  // #problema
  // return work();
  // #endregion
}

// %% Extrair: as linhas, como chegam
interface Order {
  id: number;
  city: string;
  amount: string;
}

const CITIES = ['Recife', 'Belém', 'Curitiba', 'Manaus'];

async function extract(): Promise<{ rows: number; orders: Order[] }> {
  await delay(80);
  const orders = Array.from({ length: 1000 }, (_, i) => ({
    id: i + 1,
    city: CITIES[i % 4]!,
    amount: `${((i * 37) % 500) + 10}.${String(i % 100).padStart(2, '0')}`,
  }));
  if (dataset === 'orders-corrupt') orders[612]!.amount = 'n/a';
  return { rows: orders.length, orders };
}

// %% Transformar: de texto a número, e de pedidos a cidades
class InvalidAmountError extends Error {
  constructor(id: number) {
    super(`order ${id}: invalid amount`);
    this.name = 'InvalidAmountError';
  }
}

async function transform(orders: readonly Order[]): Promise<{ rows: number; cents: Map<string, number> }> {
  await delay(dataset === 'orders-slow' ? 10_000 : 120);
  const cents = new Map<string, number>();
  for (const { id, city, amount } of orders) {
    if (!/^\d+\.\d{2}$/.test(amount)) throw new InvalidAmountError(id);
    // Em centavos: somar 0.1 e 0.2 não dá 0.3.
    cents.set(city, (cents.get(city) ?? 0) + Number(amount.replace('.', '')));
  }
  return { rows: orders.length, cents };
}

// %% Carregar: o resumo que fica
async function load(cents: ReadonlyMap<string, number>): Promise<{ rows: number; totalByCity: object }> {
  await delay(40);
  const totals = [...cents].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([city, sum]) => [city, sum / 100]);
  return { rows: totals.length, totalByCity: Object.fromEntries(totals) };
}

async function summarize(): Promise<object> {
  const { rows, orders } = await step('extract', extract);
  const { cents } = await step('transform', () => transform(orders));
  const { totalByCity } = await step('load', () => load(cents));
  return { dataset, rows, totalByCity };
}

// %% Tudo, num span: o notebook foi chamado
async function invoked(): Promise<object> {
  // #region 4.1 Quem atende é SERVER: alguém, noutra máquina, espera por isto
  // #region 4.2 O pai dele está nos parâmetros
  const parent = propagation.extract(ROOT_CONTEXT, dbutils.widgets.getAll());
  // #problema
  // const parent = ROOT_CONTEXT;
  // #endregion
  const attributes = {
    'notebook.dataset': dataset,
    'databricks.run.id': runId === undefined ? undefined : Number(runId),
  };
  const options = { kind: SpanKind.SERVER, attributes };
  return tracer.startActiveSpan('Notebook Invoked', options, parent, async (span) => {
    try {
      return await summarize();
      // #region 5.1 Quem chama precisa saber que o notebook falhou
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      span.setAttribute('error.type', (error as Error).name);
      throw error;
      // #endregion
    } finally {
      span.end();
    }
  });
  // #problema
  // return summarize();
  // #endregion
}

// %% Rodar, entregar a telemetria, e só então sair
async function main(): Promise<void> {
  try {
    const summary = await invoked();
    // #region 4.1 O exit acaba com o notebook ali mesmo: o que não saiu, não sai mais
    await stopTelemetry();
    // #endregion
    dbutils.notebook.exit(JSON.stringify(summary));
  } catch (error) {
    // #region 5.1 Falhar também é sair: entregue antes
    await stopTelemetry();
    // #endregion
    console.error(error);
    // O job só falha se o processo falha.
    process.exit(1);
  }
}

void main();
