/** Consultas por uma conexão que fica aberta, uma por vez, como o navegador de um aluno. */
import { Agent, get } from 'node:http';

export interface QueryClient {
  /** A resposta inteira. @throws se a resposta não é 200 */
  get(path: string): Promise<Buffer>;
  getJson<T>(path: string): Promise<T>;
  close(): void;
}

export function createQueryClient(port: number): QueryClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const getBytes = (path: string): Promise<Buffer> =>
    new Promise((resolve, reject) => {
      const outgoing = get({ agent, host: '127.0.0.1', port, path }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new Error(`GET ${path} respondeu ${response.statusCode}: ${body.toString().slice(0, 200)}`));
        });
      });
      outgoing.on('error', reject);
    });
  return {
    get: getBytes,
    getJson: async <T>(path: string) => JSON.parse((await getBytes(path)).toString()) as T,
    close: () => agent.destroy(),
  };
}

/** Quantos spans a API de consulta mostra de um trace; 0 se ela ainda não o conhece. */
export async function visibleSpans(client: QueryClient, traceId: string): Promise<number> {
  try {
    const { data } = await client.getJson<{ data: { spans: unknown[] }[] }>(`/api/traces/${traceId}`);
    return data[0]?.spans.length ?? 0;
  } catch {
    return 0;
  }
}
