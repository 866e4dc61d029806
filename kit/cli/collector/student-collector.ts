/** O Collector de um passo, com o arquivo que o aluno escreveu: começa antes dos programas, e acaba depois deles. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { jsonFields } from '../../read-answer.ts';
import { type CommandLine, startServer, StartServerError } from '../../start-server.ts';
import { runCommand } from '../environment/run-command.ts';
import { EXIT, LabStop } from '../lab/exit-codes.ts';
import { collectorTexts as texts } from './collector-texts.ts';
import type { FoundCollector } from './find-collector.ts';

/** Onde ele ouve, e para onde manda: as variáveis que o arquivo do aluno lê. */
const LISTEN_VARIABLE = 'COLLECTOR_OTLP_HTTP';
const BACKEND_VARIABLE = 'BACKEND_OTLP';
/** Uma configuração a mais, por cima da do aluno: a página das métricas dele mesmo disputaria a porta 8888 com a de outro. */
const OWN_VARIABLE = 'LAB_COLLECTOR_OVERRIDES';
const OWN_CONFIG = 'service: { telemetry: { metrics: { level: none } } }';

const READY_MS = 15_000;
/** O Docker talvez ainda baixe a imagem. */
const DOCKER_READY_MS = 180_000;
/** O que está na fila ainda tem de chegar a um backend, talvez distante. */
const GOODBYE_MS = 8000;
/** Do que ele disse, o fim: o motivo está nas últimas linhas. */
const SHOWN_LINES = 12;
const SHOWN_COMPLAINTS = 3;
const MAX_LINE = 300;

export interface StudentCollector {
  /** Base do OTLP/HTTP dele. */
  readonly otlpUrl: string;
  /** O que ele reclamou até agora: avisos e erros, os últimos, um por linha. */
  complaints(): readonly string[];
  /** Espera que a fila saia, e o encerra. Pode ser chamada de novo; nunca rejeita. */
  stop(): Promise<void>;
}

export interface StudentCollectorOptions {
  found: Exclude<FoundCollector, { kind: 'none' }>;
  /** O caminho do arquivo do aluno. */
  file: string;
  /** Base OTLP/HTTP do backend. */
  backendOtlp: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** O arquivo não serve: `message` diz ao aluno por quê. Numa conferência, é uma falha como as outras. */
export class CollectorProblem extends LabStop {
  readonly code: 'collector_refused' | 'collector_silent';
  readonly expected: string;

  constructor(code: CollectorProblem['code'], expected: string, message: string) {
    super(EXIT.failed, message);
    this.name = 'CollectorProblem';
    this.code = code;
    this.expected = expected;
  }
}

/** @throws CollectorProblem se o arquivo não serve; LabStop se o Collector não pôde nem começar, ou foi interrompido. */
export async function startStudentCollector(options: StudentCollectorOptions): Promise<StudentCollector> {
  const { found, file, backendOtlp, env, signal } = options;
  const name = `lab-collector-${randomUUID()}`;
  const isDocker = found.kind === 'docker';
  const own = Object.fromEntries(Object.entries(env).filter(([key]) => !key.startsWith('OTEL_')));
  const stopContainer = (): Promise<unknown> =>
    runCommand('docker', ['stop', '--time', String(GOODBYE_MS / 1000), name], { env: own, deadlineMs: 2 * GOODBYE_MS });
  let address = '';
  try {
    const { ports, log, close } = await startServer({
      name: 'O Collector',
      howToInstall: '',
      portCount: 1,
      commandLine: ([port = 0]) => {
        address = `127.0.0.1:${port}`;
        if (isDocker) return { ...dockerCommand(options, found, port, name), env: own };
        return { command: found.command, args: configArgs(file), env: { ...own, ...variables(address, backendOtlp) } };
      },
      readyUrl: ([port]) => `http://127.0.0.1:${port}/v1/traces`,
      // Um GET, o receiver recusa: quem recusa já atende.
      isReady: () => true,
      readyMs: isDocker ? DOCKER_READY_MS : READY_MS,
      graceMs: GOODBYE_MS,
      ...(isDocker && { askToStop: stopContainer }),
      signal,
    });
    return {
      otlpUrl: `http://127.0.0.1:${ports[0]}`,
      complaints: () => complaintsIn(log()),
      stop: () => close().catch(() => {}),
    };
  } catch (error) {
    if (error instanceof StartServerError) throw problemOf(error, path.basename(file), address);
    throw error;
  }
}

function variables(listen: string, backendOtlp: string): Record<string, string> {
  return { [LISTEN_VARIABLE]: listen, [BACKEND_VARIABLE]: backendOtlp, [OWN_VARIABLE]: OWN_CONFIG };
}

function configArgs(file: string): string[] {
  return [`--config=${file}`, `--config=env:${OWN_VARIABLE}`];
}

const IN_CONTAINER = '/etc/otelcol/collector.yaml';

/** Num Linux, a rede dele é a desta máquina; no Docker Desktop, uma porta publicada, e o nome que leva de volta para cá. */
function dockerCommand(
  { file, backendOtlp }: StudentCollectorOptions,
  { image, isDesktop }: Extract<FoundCollector, { kind: 'docker' }>,
  port: number,
  name: string,
): CommandLine {
  const network = isDesktop ? ['--publish', `127.0.0.1:${port}:${port}`] : ['--network', 'host'];
  const listen = isDesktop ? `0.0.0.0:${port}` : `127.0.0.1:${port}`;
  const backend = isDesktop ? fromContainer(backendOtlp) : backendOtlp;
  const given = Object.entries(variables(listen, backend)).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const mount = ['--mount', `type=bind,source=${file},target=${IN_CONTAINER},readonly`];
  return {
    command: 'docker',
    args: ['run', '--rm', '--name', name, ...network, ...mount, ...given, image, ...configArgs(IN_CONTAINER)],
  };
}

function fromContainer(url: string): string {
  return url.replace(/^(https?:\/\/)(?:localhost|127\.0\.0\.1|\[::1\])(?=[:/]|$)/, '$1host.docker.internal');
}

function problemOf({ failure, message, log }: StartServerError, file: string, address: string): Error {
  if (failure === 'aborted') return new LabStop(EXIT.interrupted, message);
  if (failure === 'silent') {
    return new CollectorProblem('collector_silent', texts.answers(file), texts.silent(file, address));
  }
  // Sem um Collector que tenha falado, o defeito não é do arquivo.
  if (failure !== 'ended' || /^docker: /m.test(log)) return new LabStop(EXIT.missing, texts.notStarted(message));
  return new CollectorProblem('collector_refused', texts.accepts(file), texts.refused(file, reasonIn(log) || message));
}

/** O motivo, que vem depois de "Error:"; o que vem antes é o que ele foi fazendo. */
function reasonIn(log: string): string {
  const lines = log.split('\n').filter((line) => line.trim() !== '');
  const start = lines.findIndex((line) => line.startsWith('Error:'));
  const told = start < 0 ? lines : lines.slice(start).filter((line) => !LOG_LINE.test(line));
  return told
    .slice(0, SHOWN_LINES)
    .map((line) => line.slice(0, MAX_LINE))
    .join('\n');
}

/** `2026-11-22T19:52:05.607Z	error	arquivo.go:68	Mensagem	{"error": "…"}` */
const LOG_LINE = /^\S+T\S+\t(\w+)\t(?:\S+\.go:\d+\t)?(.*)$/;

/** Os erros e, depois deles, se ainda cabem, os avisos: um aviso raramente explica uma falta. */
function complaintsIn(log: string): string[] {
  const told: Record<string, Set<string>> = { error: new Set(), warn: new Set() };
  for (const line of log.split('\n')) {
    const [, level = '', said = ''] = LOG_LINE.exec(line) ?? [];
    told[level]?.add(complaintText(said).slice(0, MAX_LINE));
  }
  return Object.values(told)
    .flatMap((lines) => [...lines].slice(-SHOWN_COMPLAINTS))
    .slice(0, SHOWN_COMPLAINTS);
}

/** A mensagem, de que peça ela é e o erro: o resto do que a acompanha é o que o Collector sabe de si. */
function complaintText(said: string): string {
  const [message = '', details] = said.split('\t');
  const { error, 'otelcol.component.id': component } = jsonFields(details);
  return [component, message, error].filter((part) => typeof part === 'string').join(': ');
}
