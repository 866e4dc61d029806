/** Fica entre o SDK e o moto: anota cada pergunta e pode responder no lugar dele, ou mudar o que ele recebe. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface Question {
  service: string;
  region: string;
  action: string;
  body: URLSearchParams;
}

interface Answer {
  status: number;
  body: string;
}

/** O que responder; `undefined` deixa a pergunta seguir, e `'silence'` nunca responde. */
export type Fault = (question: Question) => Answer | 'silence' | undefined;

export interface FaultyAws {
  url: string;
  asked: Question[];
  stop(): Promise<void>;
}

/** @param upstream Endereço do moto. */
export async function startFaultyAws(upstream: string, fault: Fault): Promise<FaultyAws> {
  const asked: Question[] = [];
  const server = createServer(async (request, response) => {
    const body = new URLSearchParams(await text(request));
    // A região e o serviço só aparecem no escopo da assinatura: …Credential=CHAVE/data/região/serviço/aws4_request
    const [, , region = '', service = ''] =
      request.headers.authorization?.match(/Credential=(\S+?),/)?.[1].split('/') ?? [];
    const question = { service, region, action: body.get('Action') ?? '', body };
    asked.push(question);
    const answer = fault(question);
    if (answer === 'silence') return;
    if (answer) return response.writeHead(answer.status, { 'content-type': 'text/xml' }).end(answer.body);
    const headers = {
      authorization: request.headers.authorization ?? '',
      'x-amz-date': String(request.headers['x-amz-date']),
    };
    const real = await fetch(upstream, { method: 'POST', headers, body });
    response.writeHead(real.status, { 'content-type': 'text/xml' }).end(await real.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, stop };
}

/** Um erro como o EC2 o escreve. */
export const ec2Error = (status: number, code: string, message: string): Answer => ({
  status,
  body: `<?xml version="1.0" encoding="UTF-8"?>
<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
});
