/** Um frontend de mentira: a página de verdade, e respostas que o teste escreve. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { buildPage } from '../app/page-bundle.ts';

export const MODELS = [
  { id: 'lab-1', label: 'lab-1 (o de sempre)' },
  { id: 'lab-down', label: 'lab-down (fora do ar)' },
];

export const TEXT = 'Um span é um capítulo da história de um pedido: quando começou, quanto durou, e se acabou bem.';

/** Uma resposta inteira, como o backend a manda. */
export const REPLY = {
  answer: {
    query: 'O que é um span?',
    text: TEXT,
    joke: 'Um span entrou num bar e ninguém o viu sair: faltou o end().',
    question: 'Qual é o span mais demorado do seu trace?',
  },
  model: 'lab-1',
  usage: { inputTokens: 118, outputTokens: 92 },
  costUsd: 0.0000729,
  attempts: 1,
  traceId: 'abc123',
};

/** O pedido que chegou. */
interface Asked {
  question: string;
  model?: string;
}

/** O que se pode responder a uma pergunta. */
export interface Answering {
  asked: Asked;
  /** @param known O que já se sabe da resposta, desde o começo. */
  partial(known: string): void;
  /** O último evento. */
  answer(reply?: object): void;
  /** O último evento. */
  error(body: object): void;
  /** Sem evento nenhum: um status e um JSON. */
  refuse(status: number, body: object): void;
  /** Derruba a conexão, no ponto em que estiver. */
  cut(): void;
  /** Cumprida quando quem perguntou fechou a conexão antes do fim. */
  gone: Promise<void>;
}

/** O que o teste muda, e o que vê. */
interface Scene {
  /** O `/config.json` da página. */
  config: object;
  /** Como se responde. */
  respond(answering: Answering): void | Promise<void>;
  /** As perguntas que chegaram. */
  asked: Asked[];
  /** Os endereços pedidos, com o que vier depois do `?`. */
  urls: string[];
}

export interface FakeFrontend {
  /** Com barra no fim. */
  url: string;
  scene: Scene;
  /** Outra cena, a de sempre. */
  reset(): void;
  close(): void;
}

export async function startFakeFrontend(): Promise<FakeFrontend> {
  const server = createServer((request, response) => void handle(frontend.scene, request, response));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const frontend: FakeFrontend = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    scene: usualScene(),
    reset: () => void (frontend.scene = usualScene()),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return frontend;
}

function usualScene(): Scene {
  return {
    config: { models: MODELS, model: 'lab-1', backendUrl: 'http://localhost:16686/' },
    respond: ({ partial, answer }) => {
      partial(TEXT.slice(0, 20));
      answer();
    },
    asked: [],
    urls: [],
  };
}

async function handle(scene: Scene, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname } = new URL(request.url!, 'http://frontend');
  scene.urls.push(request.url!);
  if (pathname === '/api/ask/stream') {
    const asked = JSON.parse(await text(request)) as Asked;
    scene.asked.push(asked);
    return scene.respond(answeringWith(response, asked));
  }
  if (pathname === '/config.json') return sendJson(response, 200, scene.config);
  const { files } = await buildPage();
  const file = files.get(pathname.slice(1) || 'index.html');
  if (!file) return sendJson(response, 404, {});
  response.writeHead(200, { 'content-type': file.type, 'content-security-policy': "default-src 'self'" });
  response.end(file.body);
}

function answeringWith(response: ServerResponse, asked: Asked): Answering {
  const send = (event: string, data: object): void => {
    if (!response.headersSent) response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
    response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };
  return {
    asked,
    partial: (known) => send('partial', { text: known }),
    answer: (reply = REPLY) => {
      send('answer', reply);
      response.end();
    },
    error: (body) => {
      send('error', body);
      response.end();
    },
    refuse: (status, body) => sendJson(response, status, body),
    cut: () => void response.destroy(),
    gone: new Promise((resolve) => {
      response.once('close', () => {
        if (!response.writableFinished) resolve();
      });
    }),
  };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
