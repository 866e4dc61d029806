/**
 * Cada comando dos guias, copiado do guia e rodado numa cópia do projeto, na ordem em que se lê. O que fica no ar continua
 * no ar até o fim do guia, como nos terminais de quem o segue.
 */
import { spawn } from 'node:child_process';
import { cpSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../course/testing/temporary-folder.ts';
import { endTree, treeSpawnOptions } from '../end-tree.ts';
import { poll } from '../poll.ts';
import { findRepoRoot } from '../repo-root.ts';
import { readGuides } from './guides.ts';

interface Expected {
  /** Padrão: 0. De quem fica no ar, não se espera que saia. */
  code?: number;
  /** Um trecho do que escreve; de quem fica no ar, o que diz quando está pronto. */
  says?: RegExp;
  staysUp?: boolean;
}

const READY = /"ready":true/;
const UP: Expected = { staysUp: true, says: /localhost:16686/ };

/** O que se espera de cada comando que aqui se roda. */
const RUN: Readonly<Record<string, Expected>> = {
  'npm run luneta': UP,
  'npm run luneta -- --help': { says: /--host/ },
  'npm run luneta -- --host 0.0.0.0': UP,
  'npm run luneta -- --scrape http://localhost:9464/metrics': UP,
  'npm run luneta -- --forward http://192.168.0.10:4318 --student Ana': UP,
  'npx tsx exemplos/example_tracing.ts': { says: /SRE and DevOps/ },
  'npx tsx exemplos/example_exporter.ts': { says: /Spans enviados/ },
  'npx tsx exemplos/example_otlp.ts': { says: /Spans entregues/ },
  // Duas diferenças são a lição: é o código de saída de quem as acha.
  'git diff --no-index exemplos/example_exporter.ts exemplos/example_otlp.ts': { code: 1, says: /OTLPTraceExporter/ },
  'npx tsx exemplos/example_app.ts': { staysUp: true, says: READY },
  "curl 'http://127.0.0.1:16686/api/metrics/latencies?service=loja&quantile=0.95&groupByOperation=true'": {
    says: /"service_operation_latencies"/,
  },
  "curl 'http://127.0.0.1:16686/api/v1/query' --data-urlencode 'query=sum by (job) (rate(http_server_request_duration_seconds_count[1m]))'":
    { says: /"status":"success"/ },
  'curl -G \'http://127.0.0.1:16686/loki/api/v1/query_range\' --data-urlencode \'query={service_name="loja"} |= "erro" | json | status >= 500\'':
    { says: /"status":"success"/ },
  "curl 'http://127.0.0.1:16686/api/diagnosis'": {},
  "curl 'http://127.0.0.1:16686/api/diagnosis?service=loja'": {},
  // O primeiro passo ainda não foi feito.
  'npm run --silent lab report > relatorio.md': { code: 1 },
  'npm run --silent lab report junit > relatorio.xml': { code: 1 },
  'npm run --silent lab report json > relatorio.json': { code: 1 },
  'npm run lab': { code: 1, says: /01\/1 Spans no console/ },
  'npm run lab 02/0': { code: 1, says: /02\/0 Quem é quem/ },
  'npm run lab 01e/1': { code: 1, says: /01e\/1 O contexto que se perde/ },
  // Da primeira vez, escreve o desenho em branco.
  'npm run lab prever 01/3': { says: /previsao\.txt/ },
  'npm run lab responder': { says: /m1 .*m2 /s },
  'npm run lab responder m1': { says: /localhost:16686\/trace\// },
  'npm run lab responder m2': { says: /localhost:16686\/trace\// },
  'npm run lab responder m2 POST /dados': { code: 1, says: /tempo próprio/ },
  'npm run lab investigar 7': { says: /Mandei 240 traces/ },
  'npm run lab investigar 7 reserva instancia': { code: 1, says: /de 4/ },
  'npm run lab run 02': { staysUp: true, says: /npm run lab carga/ },
  'npm run lab run 02 cabecalho_perdido': { staysUp: true, says: /npm run lab carga/ },
  'npm run lab run 03': { staysUp: true, says: /npm run lab carga/ },
  'npm run lab 03/1': { code: 1, says: /03\/1 Uma chamada ao modelo/ },
  'npx tsx meu-lab/03-llm/terminal.ts': { says: /Como posso ajudar\?/ },
  'curl http://localhost:8000/metrics': {},
  'npm run lab 04/1': { code: 1, says: /04\/1 O tracer do pipeline/ },
  'npm run lab run 04/1': { says: /New York: 4000/ },
  'npm run lab prever 04/3.3': { says: /previsao\.txt/ },
  'npm run lab run 04/4.1': { says: /19 de 20 lotes/ },
  'npm run lab run 04/3.3': { says: /New York: 4000/ },
  'npm run lab 05/1': { code: 1, says: /05\/1 O contrato primeiro/ },
  'npm run lab run 05': { staysUp: true, says: /orchestration-api │ no ar/ },
  'curl -s -H "content-type: application/json" -d \'{"dataset":"orders"}\' http://localhost:5000/notebook': {
    says: /"state":"SUCCESS"/,
  },
  'curl -s -H "Authorization: Bearer dapi-local-0123456789abcdef" "http://127.0.0.1:5003/api/2.2/jobs/get?job_id=1001"':
    {
      says: /"notebook_path"/,
    },
  'npm run lab 06/1': { code: 1, says: /06\/1 A fila que transborda/ },
  'npm run load': { says: /confirmados/ },
  'npm run load help': { says: /seconds=10/ },
  'npm run load url=http://localhost:4318 rate=2000 seconds=10': { says: /confirmados/ },
  'npm run load url=http://localhost:4318 errors=10 slow=20 seed=42': { says: /confirmados/ },
  'npm run lab carga': { staysUp: true, says: /Visitando/ },
  ...Object.fromEntries(
    ['geocodificador_lento', 'api_fora', 'cabecalho_perdido', 'n_mais_um'].map((fault) => [
      `npm run lab carga ${fault}`,
      { staysUp: true, says: /o defeito é/ },
    ]),
  ),
  'npx tsx meu-lab/01-tracing/tracing.ts': { says: /SRE and DevOps/ },
  'OTEL_SERVICE_NAME=lab01-teste npx tsx meu-lab/01-tracing/tracing.ts': { says: /SRE and DevOps/ },
};

/** Os que não se rodam aqui, e por quê, ou onde são provados. */
const ELSEWHERE: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^npm ci$|^npm (?:ci )?&& |^npm (?:test|run check)$|^npm ci && /, '.ci/run os roda, palavra por palavra ou um a um'],
  [
    /^(?:\w+=\S+ )?docker compose -f labs\/plataforma\//,
    'o projeto docker usa os dois arquivos, com as imagens que se alcançam; guide.test.ts confere o que cada comando nomeia',
  ],
  [
    /^docker (?!compose -f labs\/(?:plataforma|06-escala)\/)|^npm run lab verify 01\/8$/,
    'o projeto docker os roda num Docker de verdade',
  ],
  [/^npm run lab verify 03$/, 'o projeto provider o faz, com um LiteLLM de verdade'],
  [/^npm run lab (?:run|verify) 0[23] http:/, 'o projeto platform faz o mesmo, atrás de um Collector de verdade'],
  [/^npm run lab investigar 0[23]/, 'o projeto steps o faz acontecer, com menos visitas'],
  [
    /^PIPELINE_ENGINE=spark |^npm run lab verify 04\/3\.3$/,
    'o projeto spark roda o mesmo programa num Spark de verdade',
  ],
  [/^npm install @(?:lab-otel|duckdb)\//, 'no projeto de quem lê, e não neste'],
  [/^npm install --no-save @databricks\/sql@/, 'um pacote de 50 MB, que só fala com uma conta no Databricks'],
  [/^npm run lab pacote /, 'o projeto package o faz, e instala dele'],
  [
    /^cp \S+ iac\/|^cd iac$|^npx cdktf |^npm --prefix iac |^npm run lab verify 01\/9 /,
    'a VM: os de iac são dos projetos de lá',
  ],
  [
    /^npm run scale(?: |$)|^npm run lab verify 01 http:/,
    'o projeto scale põe a escala no ar, mata cada componente e confere o lab 01 nela',
  ],
  [
    /^docker compose -f labs\/06-escala\//,
    'o projeto docker sobe os dois perfis, com contêineres no lugar das imagens',
  ],
  [/^npm run load rate=0 seconds=30$/, 'meio minuto o mais depressa que der: os testes de kit/load o fazem por menos'],
  [
    /^curl -o forma\.json |^npm run load shape=/,
    'o id é o de quem lê; os testes de kit/load gravam uma forma e a usam',
  ],
  [/^curl "http:\/\/127\.0\.0\.1:19201\//, 'pede a escala no ar'],
  [/^\$env:/, 'é o PowerShell; a forma do bash, ao lado, é a que se roda'],
  [/^node --import \.\/instrument/, 'um programa de quem lê, que não está no projeto'],
];

/** O que o guia supõe já no ar. */
const BEFORE: Readonly<Record<string, readonly string[]>> = {
  'kit/luneta/DOUTOR.md': ['npm run luneta'],
  'labs/01-tracing/MISTERIOS.md': ['npm run luneta'],
  // A plataforma dos dois, sem Docker: a Luneta, que o comando abre.
  'labs/plataforma/README.md': ['npm run lab run 02'],
  'labs/plataforma/COLLECTOR.md': ['npm run lab run 02'],
  'labs/05-notebooks/jobs/README.md': ['npm run lab run 05'],
  'labs/06-escala/README.md': ['npm run luneta'],
};

/** O projeto como quem o clonou o tem, com os pacotes já instalados. */
function project(): string {
  const root = temporaryFolder();
  const skipped = new Set(['node_modules', 'meu-lab', '.git', 'iac']);
  cpSync(findRepoRoot(), root, { recursive: true, filter: (source) => !skipped.has(path.basename(source)) });
  symlinkSync(path.join(findRepoRoot(), 'node_modules'), path.join(root, 'node_modules'), 'junction');
  return root;
}

// O de iac é dos projetos de lá: pede uma conta na AWS, ou uma de mentira.
const guides = readGuides().filter(({ path: file, commands }) => commands.length > 0 && !file.startsWith('iac/'));

describe.each(guides.map(({ path: file, commands }) => [file, [...new Set(commands)]] as const))(
  '%s',
  (file, commands) => {
    test('todo comando é rodado aqui, ou se diz onde', () => {
      const isElsewhere = (command: string): boolean => ELSEWHERE.some(([pattern]) => pattern.test(command));
      expect(commands.filter((command) => !Object.hasOwn(RUN, command) && !isElsewhere(command))).toEqual([]);
    });

    test('os daqui fazem o que o guia diz', async () => {
      const root = project();
      const running: Running[] = [];
      try {
        for (const command of [...(BEFORE[file] ?? []), ...commands].filter((text) => Object.hasOwn(RUN, text))) {
          const expected = RUN[command]!;
          // O mesmo programa com outra opção: quem segue o guia fecha o de antes.
          for (const other of running.filter(({ program }) => expected.staysUp && program === programOf(command)))
            await other.end();
          const started = start(command, root);
          running.push(started);
          expect(await outcome(started, expected)).toEqual(asExpected(command, expected));
        }
      } finally {
        await Promise.all(running.map(({ end }) => end()));
      }
    });
  },
);

interface Running {
  command: string;
  program: string;
  written(): string;
  code: Promise<number | null>;
  end(): Promise<void>;
}

/** O comando sem as opções. */
function programOf(command: string): string {
  return command.split(' -- ')[0] ?? command;
}

function start(command: string, root: string): Running {
  const child = spawn('bash', ['-c', command], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...treeSpawnOptions() });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  }
  const code = new Promise<number | null>((resolve) => void child.once('close', resolve));
  return {
    command,
    program: programOf(command),
    written: () => text,
    code,
    end: () => endTree(child.pid ?? 0, { graceMs: 5000 }),
  };
}

interface Outcome {
  command: string;
  /** `null` de quem fica no ar. */
  code: number | null;
  written: unknown;
}

async function outcome({ command, written, code }: Running, { says, staysUp }: Expected): Promise<Outcome> {
  if (!staysUp) return { command, code: await code, written: written() };
  await poll(() => (says?.test(written()) ? true : undefined), { deadlineMs: 30_000 });
  return { command, code: null, written: written() };
}

function asExpected(command: string, { code = 0, says = /^/, staysUp }: Expected): Outcome {
  return { command, code: staysUp ? null : code, written: expect.stringMatching(says) };
}
