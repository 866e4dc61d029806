/** Lê a porta 16686 como um cliente comum: conexões reaproveitadas, prazo por leitura. */
import { Agent, get } from 'node:http';
import { FindingError } from './finding.ts';
import type { HttpAnswer } from './http-answer.ts';

export class QueryClient {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #port: number;
  readonly #deadlineMs: number;
  /** Leituras feitas. */
  reads = 0;

  constructor(port: number, deadlineMs: number) {
    this.#port = port;
    this.#deadlineMs = deadlineMs;
  }

  /** @throws FindingError `hang` ou `no_answer` */
  get(path: string): Promise<HttpAnswer> {
    this.reads++;
    return new Promise((resolve, reject) => {
      const fail = (error: Error): void => {
        const late = error.name === 'TimeoutError' || error.name === 'AbortError';
        const what = late ? `não acabou em ${this.#deadlineMs} ms` : `caiu: ${error.message}`;
        reject(new FindingError(late ? 'hang' : 'no_answer', `a leitura de ${path.slice(0, 300)} ${what}`));
      };
      const request = get(
        {
          host: '127.0.0.1',
          port: this.#port,
          path,
          agent: this.#agent,
          headers: { host: 'localhost' },
          signal: AbortSignal.timeout(this.#deadlineMs),
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', fail);
          response.on('end', () => {
            const headers = new Map(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
            resolve({ status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
          });
        },
      );
      request.on('error', fail);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
