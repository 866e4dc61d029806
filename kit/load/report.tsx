/** O relatório de uma carga: uma página só, que não pede nada a ninguém e se lê sem a Luneta no ar. */
import { readFileSync } from 'node:fs';
import type { JSX } from 'preact';
import { formatCount, formatDateTime, formatDuration } from '../format.ts';
import { LineChart } from '../luneta/ui/charts/line-chart.tsx';
import type { TimeGrid } from '../luneta/ui/charts/time-grid.ts';
import type { Chart, ChartLine, ChartPoint } from '../luneta/ui/metrics-charts.ts';
import type { Quantity } from '../luneta/ui/metrics-units.ts';
import { renderDocument } from '../luneta/ui/pages/render.ts';
import type { LoadResult, LoadSecond } from './load-result.ts';
import type { LoadWords } from './read-load-words.ts';
import { reportTexts as texts } from './report-texts.ts';
import { perSecond, refusedRequests, summaryRows } from './summary-rows.ts';

const SPANS: Quantity = { kind: 'number', perBase: 1, perSecond: true };
const MILLISECONDS: Quantity = { kind: 'time', perBase: 1000, perSecond: false };
const HEIGHT = 220;
/** Das cores dos serviços da Luneta: azul e laranja, que se distinguem também sem ver o vermelho ou o verde. */
const COLORS = { acknowledged: 1, refused: 4, slowest: 2 };

/** As folhas da Luneta de que os gráficos e as tabelas precisam; o programa roda das fontes, e elas estão lá. */
const SHEETS = ['tokens', 'base', 'service-colors', 'metrics-chart'];
const OWN_STYLE = `
main { width: 100%; max-width: 1040px; margin: 0 auto; padding: 28px 20px 60px; }
main > * + * { margin-top: 16px; }
.card { padding: 16px 20px 18px; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.card > * + * { margin-top: 10px; }
.card .facts dd { font-size: 1.3rem; }
.card .lines-chart { --chart-axis: 68px; }
.lines-chart .times { display: flex; justify-content: space-between; color: var(--ink-soft); }
summary { cursor: pointer; font-weight: 600; }
.data tbody th { font-weight: 400; }
@media (max-width: 480px) { main { padding: 16px 10px 40px; } .card { padding: 12px; } table.data { font-size: 0.78rem; } .data thead th, .data thead th.n { font-size: 0.74rem; white-space: normal; vertical-align: bottom; } .data th, .data td { padding: 6px 5px; } }
`;

/** @returns O documento inteiro. */
export function loadReport(words: LoadWords, result: LoadResult): string {
  const date = formatDateTime(BigInt(result.startedAt.getTime()) * 1_000_000n).split(',')[0] ?? '';
  const seconds = everySecond(result);
  const drawn = worthDrawing(seconds, result.durationMs);
  return renderDocument(
    <html lang="pt-BR">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{texts.title(date)}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: styles() }} />
      </head>
      <body>
        <main>
          <h1>{texts.title(date)}</h1>
          <p class="faint">{texts.asked(words.url, words.rate, words.seconds, words.workers)}</p>
          <Facts result={result} />
          <Flow {...{ result, seconds: drawn }} />
          <Slowest {...{ result, seconds: drawn }} />
          <Summary result={result} />
          <EachSecond seconds={seconds} />
        </main>
      </body>
    </html>,
  );
}

function styles(): string {
  const sheet = (name: string): string =>
    readFileSync(new URL(`../luneta/ui/styles/${name}.css`, import.meta.url), 'utf8');
  return [...SHEETS.map(sheet), OWN_STYLE].join('\n');
}

/** Até o último, também os em que nada aconteceu. */
function everySecond({ timeline, durationMs }: LoadResult): LoadSecond[] {
  return Array.from(
    { length: Math.max(Math.ceil(durationMs / 1000), timeline.length, 1) },
    (_, second) => timeline[second] ?? { second, sent: 0, acknowledged: 0, refused: 0, slowestMs: 0 },
  );
}

/** O último segundo, se mal começou, pareceria uma queda: só a tabela o mostra. */
function worthDrawing(seconds: readonly LoadSecond[], durationMs: number): readonly LoadSecond[] {
  const last = seconds.length - 1;
  return last > 0 && durationMs - last * 1000 < 500 ? seconds.slice(0, last) : seconds;
}

function Facts({ result }: { result: LoadResult }): JSX.Element {
  const { spans, durationMs, latency } = result;
  const { facts } = texts;
  const refused = refusedRequests(result);
  return (
    <section class="card">
      <dl class="facts">
        <Fact name={facts.acknowledged} value={formatCount(spans.acknowledged)} />
        <Fact name={facts.perSecond} value={formatCount(perSecond(spans.acknowledged, durationMs))} />
        <Fact name={facts.refusals} value={formatCount(refused)} isBad={refused > 0} />
        <Fact name={facts.slowest} value={latency ? formatDuration(latency.p99 * 1000) : texts.none} />
      </dl>
    </section>
  );
}

function Fact({ name, value, isBad = false }: { name: string; value: string; isBad?: boolean }): JSX.Element {
  return (
    <div class={isBad ? 'bad' : undefined}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

interface ChartProps {
  result: LoadResult;
  seconds: readonly LoadSecond[];
}

function Flow({ result, seconds }: ChartProps): JSX.Element {
  const refused = seconds.reduce((sum, each) => sum + each.refused, 0);
  const lines = [
    lineOf(texts.acknowledged, COLORS.acknowledged, result, seconds, ({ acknowledged }) => acknowledged),
    ...(refused > 0 ? [lineOf(texts.refused, COLORS.refused, result, seconds, (each) => each.refused)] : []),
  ];
  const most = Math.max(...seconds.map(({ acknowledged }) => acknowledged));
  return (
    <section class="card">
      <h2>{texts.flow}</h2>
      <p class="faint">{texts.flowHelp}</p>
      <LineChart
        chart={chartOf(lines, SPANS, result, seconds)}
        height={HEIGHT}
        fromZero
        label={texts.flowLabel(seconds.length, most, refused)}
      />
      <ul class="chart-legend">
        {lines.map(({ label, color }) => (
          <li key={label} class={`c${color}`}>
            <i class="dot" />
            <span class="legend-name">{label}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Slowest({ result, seconds }: ChartProps): JSX.Element {
  const line = lineOf('', COLORS.slowest, result, seconds, ({ acknowledged, slowestMs }) =>
    acknowledged === 0 ? Number.NaN : slowestMs,
  );
  const most = Math.max(...seconds.map(({ slowestMs }) => slowestMs));
  return (
    <section class="card">
      <h2>{texts.slowest}</h2>
      <p class="faint">{texts.slowestHelp}</p>
      <LineChart
        chart={chartOf([line], MILLISECONDS, result, seconds)}
        height={HEIGHT}
        fromZero
        label={texts.slowestLabel(seconds.length, formatDuration(most * 1000))}
      />
    </section>
  );
}

/** O que aconteceu num segundo fica no meio dele. */
function lineOf(
  label: string,
  color: number,
  { startedAt }: LoadResult,
  seconds: readonly LoadSecond[],
  valueOf: (second: LoadSecond) => number,
): ChartLine {
  const points = seconds.map((each): ChartPoint => [startedAt.getTime() + each.second * 1000 + 500, valueOf(each)]);
  return { label, labels: [], color, points };
}

function chartOf(
  lines: readonly ChartLine[],
  quantity: Quantity,
  { startedAt }: LoadResult,
  seconds: readonly LoadSecond[],
): Chart {
  const fromMs = startedAt.getTime();
  const toMs = fromMs + seconds.length * 1000;
  const grid: TimeGrid = { fromMs, toMs, startMs: fromMs, endMs: toMs, stepMs: 1000 };
  return { lines, total: lines.length, grid, quantity };
}

function Summary({ result }: { result: LoadResult }): JSX.Element {
  return (
    <section class="card">
      <h2>{texts.result}</h2>
      <div class="table-scroll">
        <table class="data">
          <tbody>
            {summaryRows(result).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="n">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** Os números dos desenhos, para quem não os vê, ou os quer exatos. */
function EachSecond({ seconds }: { seconds: readonly LoadSecond[] }): JSX.Element {
  return (
    <details class="card">
      <summary>{texts.eachSecond}</summary>
      <div class="table-scroll" tabindex={0} role="region" aria-label={texts.eachSecond}>
        <table class="data">
          <thead>
            <tr>
              {texts.columns.map((name, at) => (
                <th key={name} scope="col" class={at === 0 ? undefined : 'n'}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {seconds.map(({ second, sent, acknowledged, refused, slowestMs }) => (
              <tr key={second}>
                <th scope="row">{formatCount(second)}</th>
                <td class="n">{formatCount(sent)}</td>
                <td class="n">{formatCount(acknowledged)}</td>
                <td class="n">{formatCount(refused)}</td>
                <td class="n">{acknowledged === 0 ? texts.none : formatDuration(slowestMs * 1000)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
