/**
 * `npm run situacao`: como está cada VM do deploy. Com `-- http://203.0.113.7`, só a desse endereço.
 *
 * Sai com 0 se todas estão prontas (o app responde, e um trace dele está no Jaeger), 1 se alguma não está e 2 se não deu
 * para saber quais são as VMs.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PORTS } from '../constructs/ports.ts';
import { LAB } from '../constructs/tags.ts';

const ANSWER_MS = 5_000;
/** O app manda os spans em lotes, a cada 5 s. */
const TRACE_MS = 10_000;
const STATE = `terraform.${LAB}.tfstate`;

try {
  const addresses = process.argv.slice(2);
  const vms = addresses.length > 0 ? addresses.map((url) => [url, url]) : deployedVms();
  const situations = await Promise.all(vms.map(([, url]) => situationOf(new URL(url))));
  console.log(situations.map(({ text }, index) => `${vms[index][0]}  ${text}`).join('\n'));
  process.exitCode = situations.every(({ ready }) => ready) ? 0 : 1;
} catch (error) {
  console.error(`Não deu para saber quais são as VMs. Já houve um deploy nesta pasta (npx cdktf deploy)?
Ou diga um endereço: npm run situacao -- http://203.0.113.7\n\n${(error as Error).message}`);
  process.exitCode = 2;
}

/** O nome e o endereço do app de cada VM, do estado que o deploy deixou nesta pasta. */
function deployedVms(): [string, string][] {
  const { outputs } = JSON.parse(readFileSync(STATE, 'utf8')) as {
    outputs: { vms: { value: Record<string, { sampleUrl: string }> } };
  };
  return Object.entries(outputs.vms.value).map(([name, { sampleUrl }]) => [name, sampleUrl]);
}

/** Olha na ordem em que um estudante olharia: o app, o trace dele no Jaeger e, se falta algum, a página de saúde. */
async function situationOf(app: URL): Promise<{ ready: boolean; text: string }> {
  const jaeger = new URL(app);
  jaeger.port = String(process.env.JAEGER_UI_PORT ?? PORTS.jaegerUi);
  const answer = await ask(app);
  const trace = answer?.ok ? await findTrace(jaeger) : undefined;
  if (trace) return { ready: true, text: `pronta: ${trace}` };
  const silent = answer?.ok
    ? 'o app responde, mas nenhum trace dele chegou ao Jaeger'
    : 'não responde: está ligando, não aceita o seu endereço (ALLOWED_CIDR) ou já se encerrou (npx cdktf deploy cria outra)';
  return { ready: false, text: (await notice(app)) ?? (await notice(jaeger)) ?? silent };
}

async function findTrace(jaeger: URL): Promise<string | undefined> {
  for (const deadline = Date.now() + TRACE_MS; Date.now() < deadline; await pause(500)) {
    const search = new URL('/api/traces?service=service_example&limit=1', jaeger);
    const [trace] = (await ask<{ data: { traceID: string }[] | null }>(search))?.said?.data ?? [];
    if (trace) return new URL(`/trace/${trace.traceID}`, jaeger).href;
  }
  return undefined;
}

/** O que a página de saúde da VM (`templates/status_page.py`) diz. */
async function notice(url: URL): Promise<string | undefined> {
  const said = (
    await ask<Record<'state' | 'step' | 'code' | 'attempt' | 'attempts', string>>(new URL('/status.json', url))
  )?.said;
  if (!said?.step) return undefined;
  if (said.state === 'failed') return `falhou: ${said.code}. O que fazer: ${url.href}`;
  return `preparando: ${said.step}, tentativa ${said.attempt} de ${said.attempts}`;
}

/** A resposta, com o JSON dela se houver; `undefined` se ninguém respondeu a tempo. */
async function ask<T = unknown>(url: URL): Promise<{ ok: boolean; said?: T } | undefined> {
  const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) }).catch(() => undefined);
  return response && { ok: response.ok, said: (await response.json().catch(() => undefined)) as T | undefined };
}
