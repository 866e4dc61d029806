/**
 * `npm run situacao`: como está cada VM do deploy. Com `-- http://203.0.113.7`, só a desse endereço.
 *
 * Sai com 0 se todas estão prontas (o app responde, e um trace dele está no Jaeger), 1 se alguma não está e 2 se não deu
 * para saber quais são as VMs.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { PORTS } from '../constructs/ports.ts';
import { LAB } from '../constructs/tags.ts';

const READY = 'pronta';
const ANSWER_MS = 5_000;
/** O app manda os spans em lotes, a cada 5 s. */
const TRACE_MS = 10_000;
const OUTPUTS = 'cdktf.out/outputs.json';
const CDKTF = 'node_modules/cdktf-cli/bundle/bin/cdktf';

try {
  const addresses = process.argv.slice(2);
  const vms = addresses.length > 0 ? addresses.map((url) => [url, url]) : deployedVms();
  const rows = await Promise.all(vms.map(async ([name, url]) => `${name}  ${await situationOf(new URL(url))}`));
  console.log(rows.join('\n'));
  process.exitCode = rows.every((row) => row.includes(`  ${READY}`)) ? 0 : 1;
} catch (error) {
  console.error(`Não deu para saber quais são as VMs. Já houve um deploy nesta pasta (npx cdktf deploy)?
Ou diga um endereço: npm run situacao -- http://203.0.113.7\n\n${(error as Error).message}`);
  process.exitCode = 2;
}

/** O nome e o endereço do app de cada VM, do estado que o deploy deixou nesta pasta. */
function deployedVms(): [string, string][] {
  // Sem sintetizar: a configuração do deploy pode ter vindo só do terminal.
  execFileSync(process.execPath, [CDKTF, 'output', LAB, '--skip-synth', '--outputs-file', OUTPUTS], { stdio: 'pipe' });
  const outputs = JSON.parse(readFileSync(OUTPUTS, 'utf8')) as Record<string, { vms: Record<string, Vm> }>;
  return Object.entries(outputs[LAB].vms).map(([name, { sampleUrl }]) => [name, sampleUrl]);
}

interface Vm {
  sampleUrl: string;
}

/** Olha na ordem em que um estudante olharia: o app, o trace dele no Jaeger e, se falta algum, a página de saúde. */
async function situationOf(app: URL): Promise<string> {
  const jaeger = new URL(app);
  jaeger.port = String(process.env.JAEGER_UI_PORT ?? PORTS.jaegerUi);
  const answer = await get(app);
  const trace = answer?.ok ? await findTrace(jaeger) : undefined;
  if (trace) return `${READY}: ${trace}`;
  return (
    (await notice(app)) ??
    (await notice(jaeger)) ??
    (answer?.ok
      ? 'o app responde, mas nenhum trace dele chegou ao Jaeger'
      : 'não responde: está ligando, não aceita o seu endereço (ALLOWED_CIDR) ou já se encerrou')
  );
}

async function findTrace(jaeger: URL): Promise<string | undefined> {
  for (const deadline = Date.now() + TRACE_MS; Date.now() < deadline; await pause(500)) {
    const answer = await get(new URL('/api/traces?service=service_example&limit=1', jaeger));
    const found = parse<{ data: { traceID: string }[] | null }>(answer?.body);
    if (found?.data?.[0]) return new URL(`/trace/${found.data[0].traceID}`, jaeger).href;
  }
  return undefined;
}

/** O que a página de saúde da VM (`templates/status_page.py`) diz. */
async function notice(url: URL): Promise<string | undefined> {
  const answer = await get(new URL('/status.json', url));
  const said = parse<Record<'state' | 'step' | 'code', string> & Record<'attempt' | 'attempts', number>>(answer?.body);
  if (!said?.step) return undefined;
  if (said.state === 'failed') return `falhou: ${said.code}. O que fazer: ${url.href}`;
  return `preparando: ${said.step}, tentativa ${said.attempt} de ${said.attempts}`;
}

/** A resposta, ou `undefined` se ninguém respondeu a tempo. */
async function get(url: URL): Promise<{ ok: boolean; body: string } | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ANSWER_MS) });
    return { ok: response.ok, body: await response.text() };
  } catch {
    return undefined;
  }
}

function parse<T>(text = ''): T | undefined {
  try {
    return JSON.parse(text) as T;
  } catch {
    return undefined;
  }
}
