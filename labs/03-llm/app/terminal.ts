// A mesma pergunta da página, num terminal.
//
//   npx tsx terminal.ts

import './telemetry';
import { createInterface } from 'node:readline';
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { stopTelemetry } from './telemetry';

const FRONTEND_URL = process.env.FRONTEND_URL || 'http://127.0.0.1:5000';

const tracer = trace.getTracer('terminal');

interface AskAnswer {
  answer?: { joke: string; text: string; question: string };
  message?: string;
  traceId?: string;
}

/** Uma pergunta, do começo ao fim: é daqui que o trace começa. */
function askOnce(question: string): Promise<string> {
  return tracer.startActiveSpan('ask', async (span) => {
    try {
      const response = await fetch(new URL('/api/ask', FRONTEND_URL), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ question }),
      });
      const { answer, message, traceId } = (await response.json().catch(() => ({}))) as AskAnswer;
      if (!response.ok) fail(span, String(response.status));
      const lines = answer
        ? [answer.text, answer.joke, answer.question]
        : [message ?? `Quem atende em ${FRONTEND_URL} não é a página do lab 03.`];
      return [...lines, ...(traceId ? [`trace: ${traceId}`] : [])].filter((line) => line !== '').join('\n\n');
    } catch (error) {
      fail(span, (error as Error).name);
      return `Ninguém atende em ${FRONTEND_URL}. Noutro terminal, deixe no ar: npm run lab run 03`;
    } finally {
      span.end();
    }
  });
}

function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '\nComo posso ajudar? ' });
  lines.prompt();
  for await (const line of lines) {
    if (line.trim() === '') break;
    console.log(`\n${await askOnce(line.trim())}`);
    lines.prompt();
  }
  lines.close();
  await stopTelemetry();
}

void main();
