/**
 * O diagnóstico no terminal: o caminho do span, com o que se contou em cada estação, e os achados.
 *
 *   ✓ app            1 serviço
 *   ✓ exporter
 *   ✗ 6832/udp, agente Jaeger, Thrift binário   3 mensagens · 3 recusadas
 *     Chegou Thrift compacto na porta do binário.
 *   ✓ armazenamento  2 traces · 8 spans
 */
import { count } from '../../format.ts';
import type { Diagnosis } from '../../luneta/query/diagnosis/diagnose.ts';
import type { Finding, Severity } from '../../luneta/query/diagnosis/finding.ts';
import { pathCountOf } from '../../luneta/query/diagnosis/path-counts.ts';
import type { PathStation, StationState } from '../../luneta/query/diagnosis/span-path.ts';
import type { Screen } from '../screen.ts';
import { encode, type Mark, MARK_STYLES, marks, paint } from '../terminal.ts';
import { sanitize } from '../../text-width.ts';
import { diagnosisTexts as texts } from './diagnosis-texts.ts';

const STATION_MARKS: Readonly<Record<StationState, Mark>> = {
  ok: 'passed',
  warning: 'warning',
  dead: 'failed',
  unknown: 'unknown',
};
const FINDING_MARKS: Readonly<Record<Severity, Mark>> = { error: 'failed', warning: 'warning', info: 'unknown' };

/**
 * @param ownTraces Os traces da última execução do aluno, se se sabe quais são: o que é só de outros vai para o fim. O que
 * não é de trace nenhum (uma porta errada) pode ser dele, e fica.
 */
export function showDiagnosis(
  screen: Screen,
  { findings, path }: Diagnosis,
  ownTraces: ReadonlySet<string> = new Set(),
): void {
  screen.text(texts.pathTitle, 'bold');
  const idle = path.filter(isIdleDoor);
  // Sem nada em porta nenhuma, as portas são justamente o que interessa.
  const shown = idle.length === path.filter(isDoor).length ? path : path.filter((station) => !isIdleDoor(station));
  for (const station of shown) showStation(screen, station);
  if (shown.length < path.length) screen.text(texts.idleDoors(path.length - shown.length), 'dim');
  screen.blank();
  if (findings.length === 0) screen.text(texts.healthy, 'green');
  else screen.text(texts.findings, 'bold');
  const others = findings.filter((finding) => ownTraces.size > 0 && isOnlyOfOthers(finding, ownTraces));
  for (const finding of findings) if (!others.includes(finding)) showFinding(screen, finding);
  if (others.length > 0 && others.length < findings.length) screen.text(texts.others, 'bold');
  for (const finding of others) showFinding(screen, finding);
}

/** Todos os exemplos são de traces que não são estes. */
function isOnlyOfOthers({ examples }: Finding, ownTraces: ReadonlySet<string>): boolean {
  const traces = examples.flatMap(({ traceId }) => traceId ?? []);
  return traces.length > 0 && !traces.some((traceId) => ownTraces.has(traceId));
}

function isDoor({ station }: PathStation): boolean {
  return station === 'door';
}

function isIdleDoor(station: PathStation): boolean {
  return isDoor(station) && station.state === 'unknown';
}

function showStation(screen: Screen, { label, counts, state, note }: PathStation): void {
  const told = Object.entries(counts).flatMap(([name, n]) => {
    const unit = pathCountOf(name);
    return unit && n > 0 ? [count(n, unit.one, unit.many)] : [];
  });
  showMarked(screen, STATION_MARKS[state], [sanitize(label), ...told].join(' · '));
  if (state !== 'ok') screen.bullet(sanitize(note));
}

function showFinding(screen: Screen, finding: Finding): void {
  const { severity, title, explanation, fix, link, examples, count: times } = finding;
  const seen = times > 1 ? ` ${texts.seen(times)}` : '';
  showMarked(screen, FINDING_MARKS[severity], `${sanitize(title)}${seen}`);
  screen.bullet(sanitize(explanation));
  screen.bullet(sanitize(fix));
  const [example] = examples;
  const where = [example?.service, example?.detail].filter((part) => part !== undefined).join(': ');
  if (where !== '') screen.bullet(`${texts.examples} ${sanitize(where)}`);
  screen.raw([`      ${encode(screen.terminal, texts.guide)} ${paint(screen.terminal, 'cyan', sanitize(link))}`]);
}

function showMarked(screen: Screen, mark: Mark, text: string): void {
  screen.text(`${marks(screen.terminal)[mark]} ${text}`, MARK_STYLES[mark]);
}
