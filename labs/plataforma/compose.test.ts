// O que os arquivos do Compose dizem, e que nenhum esquema confere: que o que um deles nomeia existe no outro lugar.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { findRepoRoot } from '../../kit/repo-root.ts';
import { labs } from '../labs.ts';
import { mib, PLATFORM_FOLDER, readCompose, readPlatformFile, withDefaults } from './testing/compose-file.ts';

const platform = readCompose('compose.yaml');
/** Os serviços de um lab em contêineres: o arquivo, o lab, os arquivos do aluno, e onde mandam a telemetria. */
const LABS = [
  { file: 'compose.iss.yaml', number: '02', app: 'meu-lab/02-iss', collector: 'http://collector:4317' },
  { file: 'compose.llm.yaml', number: '03', app: 'meu-lab/03-llm', collector: 'http://collector:4318' },
].map((described) => ({ ...described, compose: readCompose(described.file) }));
const ofLabs = LABS.flatMap(({ file, compose }) =>
  Object.entries(compose.services).map(([name, service]) => ({ file, name, service })),
);
const services = Object.entries(platform.services);
const text = readPlatformFile('compose.yaml');

/** O que um `docker compose up -d` sobe com estes perfis ligados. */
function started(profiles: readonly string[]): string[] {
  return services
    .filter(([, service]) => !service.profiles || service.profiles.some((profile) => profiles.includes(profile)))
    .map(([name]) => name);
}

test('cada imagem tem versão exata, e a mesma dos outros lugares que a usam', () => {
  const loose = services.filter(([, { image = '' }]) => !/^[\w.-]+\/[\w.-]+:v?\d+\.\d+\.\d+$/.test(image));
  expect(loose).toEqual([]);
  const { dist } = parse(readPlatformFile('collector/builder.yaml')) as { dist: { version: string } };
  expect(platform.services.collector?.image).toBe(`otel/opentelemetry-collector-contrib:${dist.version}`);
  const root = findRepoRoot();
  expect(readFileSync(path.join(root, 'compose.yaml'), 'utf8')).toContain(`:-${platform.services.jaeger?.image}}`);
  const [base] = /^ARG NODE_IMAGE=.+$/m.exec(readFileSync(path.join(root, 'Dockerfile'), 'utf8')) ?? [];
  expect(readPlatformFile('lab.Dockerfile')).toContain(`${base}\n`);
  const bases = new Set(ofLabs.map(({ service }) => service.build?.args.NODE_IMAGE));
  expect([...bases]).toEqual([base?.split('=')[1]]);
});

test('cada perfil sobe o que diz; sem nenhum, os três sinais', () => {
  const base = ['collector', 'prometheus', 'loki', 'jaeger', 'grafana'];
  expect(started([])).toEqual(base);
  expect(started(['tempo'])).toEqual([...base, 'tempo']);
  expect(started(['zipkin'])).toEqual([...base, 'zipkin']);
  expect(started(['all'])).toEqual(Object.keys(platform.services));
});

test.each([['compose.yaml', platform] as const, ...LABS.map(({ file, compose }) => [file, compose] as const)])(
  '%s: quem sobe encontra aqueles de quem depende, e sabe quando estão prontos',
  (_, file) => {
    const wrong = Object.entries(file.services).flatMap(([name, { depends_on = {}, profiles }]) =>
      Object.entries(depends_on).flatMap(([needed, { condition }]) => {
        const dependency = file.services[needed];
        // Em qualquer conjunto de perfis: quem tem perfil pode não estar lá.
        const isThere = dependency && !dependency.profiles && !profiles;
        return isThere && dependency.healthcheck && condition === 'service_healthy'
          ? []
          : [`${name} espera por ${needed}`];
      }),
    );
    expect(wrong).toEqual([]);
  },
);

test('só não tem healthcheck quem não tem com que perguntar, e o arquivo diz por quê', () => {
  const silent = services.filter(([, service]) => !service.healthcheck).map(([name]) => name);
  expect(silent).toEqual(['collector', 'tempo']);
  expect(text.match(/# Sem healthcheck: /g)).toHaveLength(silent.length);
  expect(ofLabs.filter(({ service }) => !service.healthcheck?.test)).toEqual([]);
});

test('toda porta só é desta máquina, até que BIND_ADDRESS diga outra coisa', () => {
  const all = [...services, ...ofLabs.map(({ name, service }) => [name, service] as const)];
  const published = all.flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
  expect(published).toEqual([
    'collector 127.0.0.1:4317:4317',
    'collector 127.0.0.1:4318:4318',
    'collector 127.0.0.1:6832:6832/udp',
    'collector 127.0.0.1:14268:14268',
    'collector 127.0.0.1:8888:8888',
    'collector 127.0.0.1:13133:13133',
    'prometheus 127.0.0.1:9090:9090',
    'loki 127.0.0.1:3100:3100',
    'jaeger 127.0.0.1:16686:16686',
    'grafana 127.0.0.1:3000:3000',
    'tempo 127.0.0.1:3200:3200',
    'zipkin 127.0.0.1:9411:9411',
    'frontend 127.0.0.1:5000:5000',
    'backend 127.0.0.1:8000:8000',
    'frontend 127.0.0.1:5000:5000',
  ]);
  for (const name of ['compose.yaml', ...LABS.map(({ file }) => file)]) {
    for (const { ports = [] } of Object.values(readCompose(name, { variables: true }).services)) {
      for (const port of ports) expect(port).toMatch(/^\$\{BIND_ADDRESS:-127\.0\.0\.1\}:/);
    }
  }
});

test('cada arquivo montado existe, e cada volume é de alguém', () => {
  const mounted = services.flatMap(([name, { volumes = [] }]) =>
    volumes.map((volume) => ({ name, source: volume.split(':')[0] ?? '', mode: volume.split(':')[2] })),
  );
  const files = mounted.filter(({ source }) => source.startsWith('./'));
  expect(files.length).toBeGreaterThan(5);
  expect(files.filter(({ source }) => !existsSync(path.join(PLATFORM_FOLDER, source)))).toEqual([]);
  expect(files.filter(({ mode }) => mode !== 'ro')).toEqual([]);
  const named = mounted.filter(({ source }) => !source.startsWith('./')).map(({ source }) => source);
  expect(named.toSorted()).toEqual(Object.keys(platform.volumes ?? {}).toSorted());
});

test('o arquivo que a linha de comando nomeia é um dos montados', () => {
  const named = services.flatMap(([name, { command = [], volumes = [] }]) => {
    const config = command.flatMap((argument) => /config(?:\.file)?=(\/.+)$/.exec(argument)?.[1] ?? []);
    return config.map((file) => [name, volumes.some((volume) => volume.split(':')[1] === file)]);
  });
  expect(Object.fromEntries(named)).toEqual({
    collector: true,
    prometheus: true,
    loki: true,
    jaeger: true,
    tempo: true,
  });
});

test.each(LABS)('$file: a memória que o comentário soma é a dos limites', ({ file, compose }) => {
  const [, addends = '', total] = /Memória: (.+) = (\d+) MiB/.exec(readPlatformFile(file)) ?? [];
  const written = addends.split(' + ').flatMap((addend) => {
    const [size = '', times = '1'] = addend.split(' × ').toReversed();
    return Array.from({ length: Number(times) }, () => Number(size));
  });
  const limits = Object.values(compose.services).map(({ mem_limit = '' }) => mib(mem_limit));
  expect(limits.toSorted()).toEqual(written.toSorted());
  expect(written.reduce((whole, size) => whole + size)).toBe(Number(total));
});

test('a memória de cada um, e as somas que o comentário dá', () => {
  const limits = Object.fromEntries(services.map(([name, { mem_limit = '' }]) => [name, mib(mem_limit)]));
  const sum = (names: readonly string[]): number => names.reduce((total, name) => total + limits[name]!, 0);
  const base = started([]);
  expect(text).toContain(`#   ${base.map((name) => `${name} ${limits[name]}`).join(' + ')}  = ${sum(base)} MiB`);
  expect(text).toMatch(new RegExp(`# {3}\\+ tempo ${limits.tempo} +=.${sum([...base, 'tempo'])} MiB`));
  expect(text).toMatch(new RegExp(`# {3}\\+ zipkin ${limits.zipkin} +=.${sum(Object.keys(limits))} MiB`));
  // Quem só recolhesse o lixo ao chegar ao limite do contêiner já teria sido morto.
  const late = services.filter(
    ([, { environment = {}, mem_limit = '' }]) =>
      environment.GOMEMLIMIT && mib(String(environment.GOMEMLIMIT)) >= mib(mem_limit),
  );
  expect(late).toEqual([]);
});

interface CollectorConfig {
  receivers: { otlp: { protocols: Endpoints }; jaeger: { protocols: Endpoints } };
  processors: { memory_limiter: { limit_mib: number; spike_limit_mib: number } };
  exporters: Record<string, { endpoint?: string }>;
  extensions: { health_check: { endpoint: string } };
  service: { telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { port: number } } } }] } } };
}
type Endpoints = Record<string, { endpoint: string }>;

test('o Collector: cada porta que ele abre está publicada, e cada backend dele é um serviço daqui', () => {
  const config = parse(withDefaults(readPlatformFile('collector/config.yaml'))) as CollectorConfig;
  const opened = [
    ...Object.values(config.receivers.otlp.protocols).map(({ endpoint }) => endpoint),
    ...Object.entries(config.receivers.jaeger.protocols).map(([protocol, { endpoint }]) =>
      protocol === 'thrift_binary' ? `${endpoint}/udp` : endpoint,
    ),
    `0.0.0.0:${config.service.telemetry.metrics.readers[0].pull.exporter.prometheus.port}`,
    config.extensions.health_check.endpoint,
  ];
  const published = platform.services.collector?.ports?.map((port) => port.replace(/^[\d.]+:\d+/, '0.0.0.0'));
  expect(opened.toSorted()).toEqual(published?.toSorted());
  const backends = Object.values(config.exporters).flatMap(({ endpoint }) => (endpoint ? [new URL(endpoint)] : []));
  expect(backends.map(({ hostname }) => hostname).toSorted()).toEqual(
    Object.keys(platform.services)
      .filter((name) => !['collector', 'grafana'].includes(name))
      .toSorted(),
  );

  const { limit_mib, spike_limit_mib } = config.processors.memory_limiter;
  const { mem_limit = '', environment = {} } = platform.services.collector ?? {};
  expect(limit_mib).toBeLessThan(mib(mem_limit));
  // Uma variável que o arquivo não lê seria uma promessa vazia; e o padrão dela é um só.
  const read = readPlatformFile('collector/config.yaml');
  const { GOMEMLIMIT, ...passed } = environment;
  const defaults = Object.keys(passed).map((name) => new RegExp(`\\{env:${name}:-([^}]+)\\}`).exec(read)?.[1]);
  expect(Object.values(passed).map(String)).toEqual(defaults);
  expect(mib(String(GOMEMLIMIT))).toBeLessThanOrEqual(limit_mib - spike_limit_mib);
});

test('o Prometheus vai buscar as métricas do Collector na porta em que elas estão, e as do backend, só se lhe dizem onde', () => {
  const { scrape_configs } = parse(readPlatformFile('prometheus/prometheus.yaml')) as {
    scrape_configs: {
      job_name: string;
      static_configs?: { targets: string[] }[];
      file_sd_configs?: { files: string[] }[];
    }[];
  };
  const described = scrape_configs.map(({ job_name, static_configs, file_sd_configs }) => [
    job_name,
    static_configs?.[0]?.targets[0] ?? file_sd_configs?.[0]?.files[0],
  ]);
  expect(described).toEqual([
    ['collector', 'collector:8888'],
    ['prometheus', 'localhost:9090'],
    ['backend-pull', 'targets/*.yaml'],
  ]);
  expect(parse(readPlatformFile('prometheus/targets/backend.yaml'))).toEqual([]);
});

test.each(LABS)(
  '$file: os serviços são os do manifesto, com as portas de sempre, e se acham pelo nome',
  ({ number, compose }) => {
    const lab = labs.find((one) => one.number === number)!;
    const files = lab.steps.flatMap(({ files: names }) => names ?? []);
    expect(Object.keys(compose.services)).toEqual(lab.services?.map(({ name }) => name));
    const described = Object.values(compose.services).map(({ command, environment }) => [command, environment?.PORT]);
    expect(described).toEqual(lab.services?.map(({ entry, port }) => [[entry], port]));
    expect(files).toEqual(expect.arrayContaining(lab.services?.map(({ entry }) => entry) ?? []));
    // Cada um acha os outros pela variável de sempre: só ele precisa dela, mas nenhuma aponta para o lugar errado.
    const addresses = new Map(
      lab.services?.map(({ name, port, urlVariable }) => [urlVariable, `http://${name}:${port}`]),
    );
    const given = Object.values(compose.services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([variable]) => addresses.has(variable));
    expect(given.map(([variable]) => variable).toSorted()).toEqual([...addresses.keys()].filter(Boolean).toSorted());
    expect(given).toEqual(given.map(([variable]) => [variable, addresses.get(variable)]));
  },
);

test.each(LABS)(
  '$file: manda ao Collector da plataforma, na rede dela; o navegador, às portas publicadas',
  ({ compose, collector }) => {
    expect(compose.networks.default).toEqual({ name: platform.networks.default.name, external: true });
    const projects = [platform, ...LABS.map((lab) => lab.compose)].map(({ name }) => name);
    expect(new Set(projects).size).toBe(projects.length);
    const endpoints = Object.values(compose.services).map(
      ({ environment }) => environment?.OTEL_EXPORTER_OTLP_ENDPOINT,
    );
    expect([...new Set(endpoints)]).toEqual([collector]);
    const { port } = new URL(collector);
    expect(platform.services.collector?.ports).toContain(`127.0.0.1:${port}:${port}`);
    // A página do lab 03 não manda telemetria: não tem a primeira.
    const { BROWSER_OTLP_URL, BACKEND_URL } = compose.services.frontend?.environment ?? {};
    const used = [BROWSER_OTLP_URL, BACKEND_URL].filter((url) => url !== undefined).map((url) => new URL(String(url)));
    const published = Object.values(platform.services).flatMap(({ ports = [] }) => ports);
    expect(published).toEqual(expect.arrayContaining(used.map((url) => `127.0.0.1:${url.port}:${url.port}`)));
  },
);

test('a chave de um provedor só vai a quem fala com ele', () => {
  const given = ofLabs.filter(({ service }) => 'OPENAI_API_KEY' in (service.environment ?? {}));
  expect(given.map(({ name }) => name)).toEqual(['backend']);
  expect(given[0].service.environment?.OPENAI_API_KEY).toBeNull();
});

test.each(LABS)(
  '$file: o watch leva o que se salva ao lugar de onde o serviço é lido, e a imagem se monta da mesma pasta',
  ({ app, compose }) => {
    const [, workdir = ''] = [...readPlatformFile('lab.Dockerfile').matchAll(/^WORKDIR (.+)$/gm)].at(-1) ?? [];
    const root = findRepoRoot();
    for (const { build, develop } of Object.values(compose.services)) {
      expect(path.resolve(PLATFORM_FOLDER, build?.context ?? '')).toBe(root);
      expect(existsSync(path.join(root, build?.dockerfile ?? ''))).toBe(true);
      expect(build?.args.APP).toBe(app);
      expect(existsSync(path.join(root, 'labs', build?.args.LAB ?? '', 'package.json'))).toBe(true);
      const [watched] = develop?.watch ?? [];
      expect(watched).toMatchObject({
        action: 'sync+restart',
        target: workdir.replace('${LAB}', build?.args.LAB ?? ''),
      });
      expect(path.resolve(PLATFORM_FOLDER, watched?.path ?? '')).toBe(path.join(root, app));
    }
  },
);

test('a .dockerignore da raiz deixa passar tudo o que as imagens copiam', () => {
  const root = findRepoRoot();
  const passing = readFileSync(path.join(root, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
  const copiedBy = (dockerfile: string): string[] =>
    [...dockerfile.matchAll(/^COPY (?!--from)(?:--chown=\S+ )?(.+) \S+$/gm)].flatMap(([, sources = '']) =>
      sources.split(' '),
    );
  const ofImages = LABS.flatMap(({ app, compose }) => {
    const { LAB = '' } = compose.services.frontend?.build?.args ?? {};
    return copiedBy(readPlatformFile('lab.Dockerfile')).map((source) =>
      source.replace('${APP}', app).replace('${LAB}', LAB),
    );
  });
  const copied = [...ofImages, ...copiedBy(readFileSync(path.join(root, 'Dockerfile'), 'utf8'))];
  expect(copied.length).toBeGreaterThan(12);
  // De uma pasta, basta que passe uma parte: é a .dockerignore que diz qual.
  const passes = (source: string): boolean =>
    passing.some((line) => source === line || source.startsWith(`${line}/`) || line.startsWith(`${source}/`));
  expect(copied.filter((source) => !passes(source))).toEqual([]);
});

test.each(LABS)('$file: o que os serviços prontos importam do lab entra na imagem', ({ compose }) => {
  const root = findRepoRoot();
  const passing = readFileSync(path.join(root, '.dockerignore'), 'utf8').match(/(?<=^!).+$/gm) ?? [];
  const { LAB = '' } = compose.services.frontend?.build?.args ?? {};
  const folder = path.join(root, 'labs', LAB, 'app');
  const imported = new Set(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .flatMap((name) => [
        ...readFileSync(path.join(folder, name), 'utf8').matchAll(/from '@lab-otel\/([\w-]+\/[\w/-]+)'/g),
      ])
      .map(([, module]) => `labs/${module}.ts`),
  );
  expect(imported.size).toBeGreaterThan(0);
  const left = [...imported].filter((file) => !passing.some((line) => file === line || file.startsWith(`${line}/`)));
  expect(left).toEqual([]);
});
