/**
 * `npm run situacao`: como está cada VM do deploy. Com `-- http://203.0.113.7`, só a desse endereço.
 *
 * Sai com 0 se todas estão prontas (o app responde, e o trace desta visita chegou ao Jaeger), 1 se alguma não está e 2 se
 * não deu para saber quais são as VMs.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { PORTS } from '../constructs/ports.ts';
import { LAB } from '../constructs/tags.ts';

const ANSWER_MS = 5_000;
const ANSWER_CHARS = 1_000_000;
/** O app manda os spans em lotes, a cada 5 s. */
const TRACE_MS = 10_000;

const state = z.object({
  outputs: z.object({ vms: z.object({ value: z.record(z.string(), z.object({ sampleUrl: z.string() })) }) }),
});
const word = z.string().regex(/^[a-z_]+$/);
/** O que a página de saúde da VM (`templates/status_page.py`) diz. */
const notice = z.object({
  state: word,
  step: word,
  code: word.nullable(),
  attempt: z.int(),
  attempts: z.int(),
});

try {
  const addresses = process.argv.slice(2);
  const vms = addresses.length > 0 ? addresses.map((url) => [url, url]) : deployedVms();
  const rows = await Promise.all(vms.map(async ([name, url]) => ({ name, ...(await situationOf(url)) })));
  for (const { name, text } of rows) console.log(`${name}  ${text}`);
  process.exitCode = rows.every(({ ready }) => ready) ? 0 : 1;
} catch (error) {
  console.error(`Não deu para saber quais são as VMs: ${(error as Error).message}
Já houve um deploy nesta pasta (npx cdktf deploy)? Ou diga um endereço: npm run situacao -- http://203.0.113.7`);
  process.exitCode = 2;
}

/** O nome e o endereço do app de cada VM, do estado que o deploy deixou nesta pasta. */
function deployedVms(): [string, string][] {
  const { data } = state.safeParse(JSON.parse(readFileSync(`terraform.${LAB}.tfstate`, 'utf8')));
  if (!data) throw new Error('o estado desta pasta não tem nenhuma.');
  return Object.entries(data.outputs.vms.value).map(([name, { sampleUrl }]) => [name, sampleUrl]);
}

/** Olha na ordem em que um estudante olharia: o app, o trace da visita no Jaeger e, se falta algum, a página de saúde. */
async function situationOf(address: string): Promise<{ ready: boolean; text: string }> {
  if (!URL.canParse(address))
    return { ready: false, text: 'sem endereço: está parada? O endereço é como http://203.0.113.7' };
  const [app, jaeger] = [new URL(address), new URL(address)];
  jaeger.port = process.env.JAEGER_UI_PORT ?? String(PORTS.jaegerUi);
  // O app continua o trace de quem o chama: com um número nosso, o trace que se procura é o desta visita.
  const traceId = randomBytes(16).toString('hex');
  const visited = (await ask(app, { traceparent: `00-${traceId}-${traceId.slice(16)}-01` }))?.ok;
  if (visited && (await arrives(new URL(`/api/traces/${traceId}`, jaeger)))) {
    return { ready: true, text: `pronta: ${new URL(`/trace/${traceId}`, jaeger).href}` };
  }
  const silent = visited
    ? 'o app responde, mas o trace da visita não chegou ao Jaeger'
    : 'não responde: está ligando, não aceita o seu endereço (ALLOWED_CIDR) ou já se encerrou (npx cdktf deploy cria outra)';
  return { ready: false, text: (await noticeAt(app)) ?? (await noticeAt(jaeger)) ?? silent };
}

async function arrives(trace: URL): Promise<boolean> {
  for (const deadline = Date.now() + TRACE_MS; Date.now() < deadline; await pause(500)) {
    const answer = await ask(trace);
    if (answer?.ok && answer.json) return true;
  }
  return false;
}

async function noticeAt(url: URL): Promise<string | undefined> {
  const { data } = notice.safeParse((await ask(new URL('/status.json', url)))?.json);
  if (data?.state === 'failed') return `falhou: ${data.code}. O que fazer: ${url.href}`;
  return data && `preparando: ${data.step}, tentativa ${data.attempt} de ${data.attempts}`;
}

/** A resposta, com o JSON dela se houver; `undefined` se não veio inteira a tempo. */
async function ask(url: URL, headers: HeadersInit = {}): Promise<{ ok: boolean; json?: unknown } | undefined> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS) });
    let text = '';
    // O fluxo do Node se percorre assim; o tipo, que é o do navegador, ainda não diz isso.
    for await (const part of response.body!.pipeThrough(new TextDecoderStream()) as unknown as AsyncIterable<string>) {
      text += part;
      if (text.length > ANSWER_CHARS) return undefined;
    }
    return { ok: response.ok, json: /^\s*\{/.test(text) ? JSON.parse(text) : undefined };
  } catch {
    return undefined;
  }
}
