/** O que o fuzz conta a quem o roda: uma linha por porta, os achados e o resumo. */
import { ALL_DOORS } from './finding.ts';
import type { FuzzReport } from './run-fuzz.ts';

const MIB = 1024 * 1024;

/** @param seed A semente da corrida, para as linhas que a repetem. */
export function renderReport(report: FuzzReport, seed: number): string {
  return [...doorLines(report), '', ...findingLines(report, seed), summary(report, seed)].join('\n');
}

function doorLines({ outcomes }: FuzzReport): string[] {
  const width = Math.max(0, ...[...outcomes.keys()].map((name) => name.length));
  return [...outcomes].map(([name, counts]) => {
    const sorted = [...counts].toSorted(([, a], [, b]) => b - a);
    const total = sorted.reduce((sum, [, count]) => sum + count, 0);
    const parts = sorted.map(([outcome, count]) => `${outcome} ×${count}`);
    return `  ${name.padEnd(width)}  ${String(total).padStart(6)}: ${parts.join(', ')}`;
  });
}

function findingLines({ findings }: FuzzReport, seed: number): string[] {
  return findings.flatMap(({ code, message, door, first, last, file }) => {
    const range = first === last ? String(first) : `${first}-${last}`;
    const only = door === ALL_DOORS ? '' : `--only ${door} `;
    const replay = `npm run fuzz -- --seed ${seed} ${only}--iteration ${range}`;
    const how = file === '' ? [] : [`  o que foi mandado: ${file}`, `  para repetir: ${replay}`];
    return [`ACHADO [${code}] em ${door}, iteração ${range}: ${message}`, ...how, ''];
  });
}

function summary(report: FuzzReport, seed: number): string {
  const sent = [...report.outcomes.values()].flatMap((counts) => [...counts.values()]).reduce((sum, n) => sum + n, 0);
  const mib = (bytes: number): string => `${Math.round(bytes / MIB)} MiB`;
  const seconds = (ms: number): string => `${(ms / 1000).toFixed(1).replace('.', ',')} s`;
  const found = report.findings.length === 0 ? 'Nenhum achado' : `${report.findings.length} achado(s)`;
  return (
    `${found}. Semente ${seed}: ${sent} entradas em ${seconds(report.elapsedMs)}; ${report.traces} traces relidos em ` +
    `${report.reads} leituras; memória de ${mib(report.idleBytes)} a ${mib(report.peakBytes)}; ` +
    `canário mais lento: ${seconds(report.slowestCanaryMs)}.`
  );
}
