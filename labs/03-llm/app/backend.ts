// backend: recebe a pergunta, passa pela moderação, chama o modelo e devolve a resposta.

import './telemetry';
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import type { Response as HttpResponse, Request } from 'express';
import { Allow, parse as parsePartial } from 'partial-json';
import { ask, NotAllowedError, type Reply } from './ask';
import { failureOf, ModerationError } from './failures';
import { DEFAULT_MODEL, isKnownModel } from './models';
import { bodyOf, createService, listen, readBody, traceId } from './service';
import { prometheus } from './telemetry';

/** Sem isto, não se pergunta a ninguém se a pergunta pode seguir. */
const MODERATION_URL = process.env.MODERATION_URL;
const MODERATION_MS = 2000;
const MAX_QUESTION = 4000;

const logger = logs.getLogger('backend');
const app = createService();
app.use(readBody);

// #region 3 Responda a quem vier buscar as métricas
app.get('/metrics', (request, response) => prometheus.getMetricsRequestHandler(request, response));
// #endregion

interface Asked {
  question: string;
  model: string;
}

/** @returns `undefined` se não há o que perguntar: já se respondeu por quê. */
function readQuestion(request: Request, response: HttpResponse): Asked | undefined {
  const body = bodyOf(request);
  const refuse = (error: string, message: string): undefined => {
    response.status(400).json({ error, message, traceId: traceId() });
  };
  if (!body) return refuse('bad_request', 'O pedido não é um JSON que se possa ler: {"question": "O que é um span?"}');
  const { question, model = DEFAULT_MODEL } = body;
  if (typeof question !== 'string' || question.trim() === '') {
    return refuse('question_required', 'Escreva a pergunta: {"question": "O que é um span?"}');
  }
  if (question.length > MAX_QUESTION) {
    return refuse('question_too_long', `A pergunta tem ${question.length} caracteres; cabem ${MAX_QUESTION}.`);
  }
  if (typeof model !== 'string' || !isKnownModel(model)) {
    return refuse('unknown_model', 'Este modelo não é um dos que a página oferece.');
  }
  return { question: question.trim(), model };
}

/** @throws NotAllowedError; ModerationError se o moderation não disse nem sim nem não: sem ele, nada segue. */
async function moderate(question: string, gone: AbortSignal): Promise<void> {
  if (!MODERATION_URL) return;
  const signal = AbortSignal.any([gone, AbortSignal.timeout(MODERATION_MS)]);
  let isAllowed: unknown;
  try {
    // #region 4.4 A pergunta vai no corpo: a URL fica escrita no span de quem pede e no de quem atende
    const response = await fetch(new URL('/check', MODERATION_URL), { method: 'POST', body: question, signal });
    // #problema
    // const response = await fetch(new URL(`/check?text=${encodeURIComponent(question)}`, MODERATION_URL), { signal });
    // #endregion
    isAllowed = ((await response.json()) as { allowed?: unknown }).allowed;
  } catch {
    throw new ModerationError();
  }
  if (typeof isAllowed !== 'boolean') throw new ModerationError();
  if (!isAllowed) throw new NotAllowedError();
}

/** A pergunta inteira, até a resposta. @returns `undefined` se ela não pode seguir: já se respondeu por quê. */
async function answer(
  request: Request,
  response: HttpResponse,
  onText?: (content: string) => void,
): Promise<Reply | undefined> {
  const asked = readQuestion(request, response);
  if (!asked) return undefined;
  // #region 4.4 Diga o tamanho da pergunta, e não a pergunta
  logger.emit({
    severityNumber: SeverityNumber.INFO,
    severityText: 'INFO',
    body: 'pergunta recebida',
    attributes: { 'llm.question.length': asked.question.length },
  });
  // #problema
  // logger.emit({
  //   severityNumber: SeverityNumber.INFO,
  //   severityText: 'INFO',
  //   body: 'pergunta recebida',
  //   attributes: { 'llm.question': asked.question },
  // });
  // #endregion
  const signal = untilGone(response);
  return ask({ ...asked, signal, onText, admit: () => moderate(asked.question, signal) });
}

/** Interrompe a chamada de quem fechou a página: ninguém vai ler o que ainda se pagaria. */
function untilGone(response: HttpResponse): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) gone.abort();
  });
  return gone.signal;
}

app.post('/ask', async (request, response) => {
  try {
    const reply = await answer(request, response);
    if (reply) response.json({ ...reply, traceId: traceId() });
  } catch (error) {
    const { status, ...body } = failureOf(error);
    response.status(status).json({ ...body, traceId: traceId() });
  }
});

app.post('/ask/stream', async (request, response) => {
  const send = (event: string, data: object): void => {
    if (!response.headersSent) response.type('text/event-stream').set('cache-control', 'no-store');
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  let known = '';
  try {
    const reply = await answer(request, response, (content) => {
      const text = knownText(content);
      if (text !== known) send('partial', { text });
      known = text;
    });
    if (!reply) return;
    send('answer', { ...reply, traceId: traceId() });
  } catch (error) {
    const { status, ...body } = failureOf(error);
    const told = { ...body, traceId: traceId() };
    // Depois do primeiro pedaço, o 200 já foi.
    if (!response.headersSent) {
      response.status(status).json(told);
      return;
    }
    send('error', told);
  }
  response.end();
});

/** O que já se sabe do campo "text" de um JSON pela metade. */
function knownText(content: string): string {
  try {
    const { text } = parsePartial(content, Allow.ALL) as { text?: unknown };
    return typeof text === 'string' ? text : '';
  } catch {
    return '';
  }
}

listen(app, 8000);
