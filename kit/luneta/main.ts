/** `npm run luneta`: a Luneta como comando. O único arquivo daqui que fala com o terminal e decide o código de saída. */
import { once } from 'node:events';
import { count } from '../format.ts';
import { DOORS, PORT_NAMES } from './doors.ts';
import { helpText, readOptions } from './options.ts';
import type { RestoredData } from './restore.ts';
import { describeStartError } from './start-error.ts';
import { type Luneta, startLuneta } from './start.ts';

/** Prazo para fechar depois de SIGINT ou SIGTERM. */
const CLOSE_DEADLINE_MS = 2000;

/** Roda o comando; resolve com o código de saída quando a Luneta termina. */
export async function main(argv: readonly string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  // Antes da linha de prontidão: quem a espera pode mandar parar no instante seguinte.
  const stop = abortOnSignal();
  let luneta: Luneta;
  try {
    const options = readOptions(argv, env);
    if (options.help) {
      console.log(helpText());
      return 0;
    }
    luneta = await startLuneta({ ...options, signal: stop, onWarning: (message) => console.error(message) });
    console.log(options.json ? JSON.stringify(luneta.identity()) : readyTable(luneta));
  } catch (error) {
    if (error === stop.reason) return 0;
    const message = describeStartError(error);
    if (message === undefined) throw error;
    console.error(message);
    return 2;
  }
  if (!stop.aborted) await once(stop, 'abort');
  const deadline = setTimeout(() => process.exit(1), CLOSE_DEADLINE_MS).unref();
  await luneta.close();
  clearTimeout(deadline);
  return 0;
}

function readyTable({ ports, urls, restored }: Luneta): string {
  const rows = PORT_NAMES.filter((name) => ports[name] !== undefined).map((name) => {
    const { label, defaultPort } = DOORS[name];
    const moved = ports[name] === defaultPort ? '' : `  (o padrão é ${defaultPort})`;
    return { address: urls[name] ?? '', text: label + moved };
  });
  const width = Math.max(0, ...rows.map(({ address }) => address.length));
  return [
    '',
    '  Luneta pronta. Mande telemetria para:',
    '',
    ...rows.map(({ address, text }) => `    ${address.padEnd(width)}   ${text}`),
    '',
    ...(urls.ui ? [`  Abra ${urls.ui} no navegador.`] : []),
    ...(restored ? [`  ${restoredText(restored)}`] : []),
    '  Ctrl+C encerra.',
    '',
  ].join('\n');
}

function restoredText({ directory, traces, metricPoints, logRecords }: RestoredData): string {
  const parts = [
    ...(traces > 0 ? [count(traces, 'trace', 'traces')] : []),
    ...(metricPoints > 0 ? [count(metricPoints, 'ponto de métrica', 'pontos de métricas')] : []),
    ...(logRecords > 0 ? [count(logRecords, 'log', 'logs')] : []),
  ];
  if (parts.length === 0) return `O que chegar fica guardado em ${directory}.`;
  const isOne = traces + metricPoints + logRecords === 1;
  const returned = `${new Intl.ListFormat('pt-BR').format(parts)} que ${isOne ? 'estava lá voltou' : 'estavam lá voltaram'}`;
  return `O que chegar fica guardado em ${directory}; ${returned}.`;
}

/** Aborta no primeiro SIGINT ou SIGTERM. */
function abortOnSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => controller.abort());
  return controller.signal;
}
