/** O que toda resposta da Luneta tem de cumprir, seja qual for o pedido. */
import { findRepoRoot } from '../../repo-root.ts';
import type { FuzzDoor } from './doors.ts';
import { FindingError } from './finding.ts';
import { type HttpAnswer, parseAnswers } from './http-answer.ts';
import type { FuzzInput, GrpcInput, TcpInput } from './input.ts';
import { type GrpcAnswer, sendGrpc, sendTcp, sendUdp } from './senders.ts';

const ROOT = findRepoRoot();
/** Linha de pilha de chamadas do V8. */
const STACK = /\n\s+at .+:\d+:\d+\)?/;

/** Estados do gRPC que a porta pode dar a qualquer chamada: OK, INVALID_ARGUMENT, RESOURCE_EXHAUSTED, UNAVAILABLE. */
const GRPC_STATUSES = new Set([0, 3, 8, 14]);
/** E os que o próprio protocolo traz a uma chamada mal feita: CANCELLED, UNKNOWN, DEADLINE_EXCEEDED, UNIMPLEMENTED, INTERNAL. */
const GRPC_STATUSES_UNFRAMED = new Set([1, 2, 4, 12, 13]);

/**
 * Manda `input` e confere o que volta.
 * @returns O resultado numa palavra, para a contagem: `200`, `gRPC 3`, `fechada`, `enviado`.
 * @throws FindingError
 */
export async function sendAndCheck(
  port: number,
  door: Pick<FuzzDoor, 'statuses'>,
  input: FuzzInput,
  deadlineMs: number,
): Promise<string> {
  switch (input.kind) {
    case 'udp':
      await sendUdp(port, input);
      return 'enviado';
    case 'grpc':
      return checkGrpc(input, await sendGrpc(port, input, deadlineMs));
    case 'tcp':
      return checkTcp(door, input, await sendTcp(port, input, deadlineMs));
  }
}

function checkTcp({ statuses }: Pick<FuzzDoor, 'statuses'>, input: TcpInput, received: Buffer): string {
  const isHttp1 = received.toString('latin1', 0, 5) === 'HTTP/';
  if (received.length > 0 && !isHttp1 && isHttp2Connection(input)) return 'HTTP/2';
  const answers = parseAnswers(received, input.chunks[0]?.toString('latin1', 0, 5) === 'HEAD ');
  for (const answer of answers) checkHttpAnswer(answer, statuses);
  if (answers.length === 0 && input.mustAnswer) {
    throw new FindingError('no_answer', `fechou sem responder a um pedido inteiro (${received.length} bytes chegaram)`);
  }
  return answers.length === 0 ? 'fechada' : String(answers[0].status);
}

/** Estado dentro do prometido e corpo sem nada de dentro da Luneta. */
export function checkHttpAnswer({ status, body }: HttpAnswer, statuses: ReadonlySet<number>): void {
  const text = status >= 400 ? body.toString('utf8') : '';
  if (!statuses.has(status)) throw new FindingError('bad_status', `respondeu ${status}: ${text.slice(0, 300)}`);
  checkLeak(text);
}

/** @throws FindingError se um texto de erro mostra pilha de chamadas ou caminho de arquivo. */
function checkLeak(text: string): void {
  const inside = STACK.exec(text)?.[0] ?? [ROOT, 'node:internal', '/node_modules/'].find((part) => text.includes(part));
  if (inside === undefined) return;
  throw new FindingError('leak', `a resposta de erro mostra ${JSON.stringify(inside.trim())}: ${text.slice(0, 300)}`);
}

function isHttp2Connection({ chunks }: TcpInput): boolean {
  return Buffer.concat(chunks).subarray(0, 4).toString('latin1') === 'PRI ';
}

function checkGrpc(input: GrpcInput, { httpStatus, grpcStatus, message }: GrpcAnswer): string {
  checkLeak(message);
  if (grpcStatus === undefined) {
    if (httpStatus === 415) return 'HTTP 415'; // Content-Type que não é do gRPC
    if (input.ending === 'cancel') return 'cancelada';
    if (input.framed) throw new FindingError('no_answer', `chamada inteira sem estado gRPC (HTTP ${httpStatus})`);
    return 'fechada';
  }
  if (!GRPC_STATUSES.has(grpcStatus) && (input.framed || !GRPC_STATUSES_UNFRAMED.has(grpcStatus))) {
    throw new FindingError('bad_status', `respondeu gRPC ${grpcStatus}: ${message.slice(0, 300)}`);
  }
  return `gRPC ${grpcStatus}`;
}
