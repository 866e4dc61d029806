/** Tudo o que a conferência do ambiente diz. Num conserto, da segunda linha em diante, só comandos para copiar. */
import { MY_LAB } from '../../course/lab-paths.ts';
import { count, formatBytes, formatDuration } from '../../format.ts';
import type { System } from './check.ts';

export type DockerProblem = 'not_installed' | 'wsl_integration' | 'not_running' | 'not_allowed' | 'stuck';

const MAX_NAMED = 3;
const listFormat = new Intl.ListFormat('pt-BR');

/** Três nomes bastam para reconhecer o problema. */
function named(names: readonly string[]): string {
  const more = names.length - MAX_NAMED;
  return listFormat.format(more > 0 ? [...names.slice(0, MAX_NAMED), `mais ${more}`] : names);
}

/** Mostra que programa está numa destas portas. */
export function whoHolds(system: System, ports: readonly number[]): string {
  if (system === 'windows') return `netstat -ano | findstr "${ports.map((port) => `:${port}`).join(' ')}"`;
  if (system === 'macos') return `lsof -nP -i :${ports.join(',')}`;
  return `ss -lntup | grep -E ':(${ports.join('|')}) '`;
}

const DOCKER_DESKTOP = 'Instale o Docker Desktop, abra-o e espere ele dizer que está no ar:';
const OPEN_DESKTOP = 'Abra o Docker Desktop, espere ele dizer que está no ar e rode de novo.';
const RESTART_DESKTOP =
  'Se o Docker Desktop acabou de abrir, espere um minuto e rode de novo. Senão, feche-o e abra-o outra vez.';
const UPDATE_DESKTOP = 'O Compose vem com o Docker Desktop: atualize-o.';
const WSL_INTEGRATION =
  'No Docker Desktop do Windows, ligue esta distribuição em Settings > Resources > WSL integration.';
const JOIN_GROUP =
  'Entre no grupo docker (que, nesta máquina, pode tanto quanto o root), saia da sessão e entre de novo:\n' +
  'sudo usermod -aG docker "$USER"';
const NODE = 'https://nodejs.org/pt/download';

export const texts = {
  unknown: (code: string, reason: string) => `Não deu para conferir "${code}": ${reason}`,
  late: (deadlineMs: number) => `não houve resposta em ${formatDuration(deadlineMs * 1000)}`,
  unknownFix: 'Dá para seguir. Se algo falhar adiante, comece por aqui.',
  notNeeded: (found: string) => `${found} (este passo não precisa)`,

  node: (version: string) => `Node ${version}`,
  oldNode: (version: string, wanted: string) => `Node ${version}, e o projeto pede ${wanted} ou mais novo`,
  oldNodeFix: bySystem(
    (command) => `Instale a versão LTS (${NODE}, ou ${command}), abra outro terminal e rode:\nnpm ci`,
    {
      windows: 'nvm install lts',
      macos: 'nvm install --lts, ou fnm install --lts',
      linux: 'nvm install --lts, ou fnm install --lts',
      wsl: 'nvm install --lts, ou fnm install --lts',
    },
  ),

  packages: (packages: number) => `Pacotes instalados: os ${packages} que os labs usam`,
  noPackages: 'Os pacotes não estão instalados',
  absentPackages: (names: readonly string[]) =>
    `${names.length === 1 ? 'Falta um pacote' : `Faltam ${names.length} pacotes`}: ${named(names)}`,
  otherVersions: (packages: readonly (readonly [name: string, installed: string, wanted: string])[]) =>
    `${count(packages.length, 'pacote de outra versão', 'pacotes de outra versão')}: ` +
    named(packages.map(([name, installed, wanted]) => `${name} ${installed} em vez de ${wanted}`)),
  install: 'Na pasta do projeto, rode:\nnpm ci',
  noLock: 'Falta o package-lock.json, que diz que pacotes o projeto usa',
  noLockFix:
    'Ele vem com o projeto: traga-o de volta (ou baixe o projeto outra vez) e instale os pacotes.\ngit checkout package-lock.json\nnpm ci',

  writable: `A pasta ${MY_LAB} aceita escrita`,
  linked: `${MY_LAB} é um link: o que se escrevesse nele iria parar em outro lugar`,
  linkedFix: `Apague o link (só ele, não o que há dentro) e rode de novo: a pasta ${MY_LAB} é criada no lugar.`,
  notAFolder: `${MY_LAB} é um arquivo, e devia ser uma pasta`,
  notAFolderFix: 'Mude o nome dele e rode de novo.',
  notWritable: (reason: string) => `Não consegui escrever em ${MY_LAB}: ${reason}`,
  notWritableFix:
    'Confira se a pasta é sua, aceita escrita e tem espaço no disco. Na dúvida, leve o projeto para a sua pasta pessoal.',
  littleSpace: (bytes: number) => `Restam só ${formatBytes(bytes)} no disco`,
  littleSpaceFix: 'Libere espaço antes que falte: sem ele, nem o seu programa nem o progresso são salvos.',
  synchronised: (service: string) =>
    `O projeto está numa pasta que o ${service} sincroniza: ele disputa os arquivos com o lab e atrasa o node_modules`,
  windowsDisk:
    'O projeto está no disco do Windows: de lá, o WSL não fica sabendo quando um arquivo muda, e tudo é lento',
  wslDisk: 'O projeto está no disco do WSL: de lá, o Windows não fica sabendo quando um arquivo muda',
  moveProject: bySystem((place) => `Dá para seguir, mas é melhor pôr o projeto em ${place} e rodar npm ci lá.`, {
    windows: 'uma pasta comum, como C:\\lab-otel,',
    macos: 'uma pasta comum, como ~/lab-otel,',
    linux: 'uma pasta comum, como ~/lab-otel,',
    wsl: '~/lab-otel, no disco do próprio Linux,',
  }),

  doorsFree: 'As portas padrão do backend estão livres',
  doorsOfLuneta: 'A Luneta já está no ar, nas portas padrão dela',
  likeJaeger: (port: string) => `${port} (responde como um Jaeger)`,
  doorsTaken: (ports: readonly string[], besideLuneta: boolean) => {
    const [the, owner] =
      ports.length === 1 ? ['a porta', 'é de outro programa'] : ['as portas', 'são de outros programas'];
    const sentence = `${the} ${listFormat.format(ports)} ${owner}`;
    return besideLuneta ? `A Luneta está no ar, mas ${sentence}` : capital(sentence);
  },
  doorsTakenFix: (system: System, ports: readonly number[]) =>
    'Dá para seguir: o lab procura portas livres. Mas o que conta com as portas padrão (um link de um guia, um programa ' +
    'que você roda à mão, sem as variáveis OTEL_*) cai lá. Para ver quem é, e fechá-lo:\n' +
    whoHolds(system, ports),

  appPortFree: (port: number) => `A porta ${port}, a do app, está livre`,
  airPlay: (port: number) => `A porta ${port}, a do app, é do Receptor AirPlay do macOS`,
  airPlayFix: (port: number) =>
    `Dá para seguir: o lab usa outra porta, e diz qual. Para liberar a ${port}, desligue Receptor AirPlay em ` +
    'Ajustes do Sistema > Geral > AirDrop e Handoff.',
  appPortTaken: (port: number) => `A porta ${port}, a do app, é de outro programa`,
  appPortTakenFix: (system: System, port: number) =>
    'Dá para seguir: o lab usa outra porta, e diz qual. Para ver quem é, e fechá-lo:\n' + whoHolds(system, [port]),

  docker: (version: string) => `Docker ${version}`.trim(),
  dockerProblem: {
    not_installed: 'O Docker não está instalado',
    wsl_integration: 'O Docker do Windows não está ligado a esta distribuição do WSL',
    not_running: 'O Docker está instalado, mas não está no ar',
    not_allowed: 'O Docker está no ar, mas o seu usuário não pode usá-lo',
    stuck: 'O Docker está instalado, mas não responde',
  } satisfies Record<DockerProblem, string>,
  dockerFix: {
    not_installed: {
      windows: `${DOCKER_DESKTOP} https://docs.docker.com/desktop/setup/install/windows-install/`,
      macos: `${DOCKER_DESKTOP} https://docs.docker.com/desktop/setup/install/mac-install/`,
      linux:
        'Instale o Docker Engine, com o Compose, como manda a sua distribuição: https://docs.docker.com/engine/install/',
      wsl: `Instale o Docker Desktop no Windows (https://docs.docker.com/desktop/features/wsl/). ${WSL_INTEGRATION}`,
    },
    wsl_integration: sameEverywhere(WSL_INTEGRATION),
    not_running: {
      windows: OPEN_DESKTOP,
      macos: OPEN_DESKTOP,
      linux: 'Inicie-o e rode de novo (no Docker Desktop, basta abri-lo):\nsudo systemctl start docker',
      wsl: 'Abra o Docker Desktop no Windows ou, se instalou o Docker no próprio WSL, inicie-o:\nsudo service docker start',
    },
    not_allowed: {
      windows: 'Peça a quem administra a máquina para pôr o seu usuário no grupo docker-users; saia e entre de novo.',
      macos: 'Feche o Docker Desktop e abra-o com o seu usuário.',
      linux: JOIN_GROUP,
      wsl: JOIN_GROUP,
    },
    stuck: {
      windows: RESTART_DESKTOP,
      macos: RESTART_DESKTOP,
      linux: 'Se ele acabou de começar, espere um minuto e rode de novo. Senão:\nsudo systemctl restart docker',
      wsl: RESTART_DESKTOP,
    },
  } satisfies Record<DockerProblem, Record<System, string>>,
  dockerElsewhere: (host: string) => `DOCKER_HOST manda procurar o Docker em ${host}, e lá ninguém responde`,
  dockerElsewhereFix: 'Para usar o Docker desta máquina, apague a variável DOCKER_HOST e abra outro terminal.',
  compose: (version: string) => `Docker Compose ${version}`,
  noCompose: 'Falta o Docker Compose v2 (o comando "docker compose", sem hífen)',
  noComposeFix: {
    windows: UPDATE_DESKTOP,
    macos: UPDATE_DESKTOP,
    linux:
      'Instale o pacote docker-compose-plugin (no Ubuntu, docker-compose-v2): https://docs.docker.com/compose/install/linux/',
    wsl: UPDATE_DESKTOP,
  } satisfies Record<System, string>,

  awsFromVariable: (name: string) => `Credenciais da AWS em ${name}; se ainda valem, só a AWS sabe`,
  awsFromProfile: (name: string) => `Credenciais da AWS no perfil "${name}"; se ainda valem, só a AWS sabe`,
  noAws: 'Não achei credenciais da AWS',
  awsHalf: (hasId: boolean) => {
    const [given, absent] = hasId
      ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
      : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];
    return `${given} está definida, mas ${absent}, não: uma não serve sem a outra`;
  },
  awsEmptyProfile: (name: string) => `O perfil "${name}" da AWS não tem chaves`,
  awsOtherProfiles: (wanted: string) => `Não achei chaves no perfil "${wanted}" da AWS`,
  awsChooseProfile: (names: readonly string[]) =>
    `Há outros: ${named(names)}. Escolha um na variável AWS_PROFILE, ou siga "Prepare", em iac/README.md.`,
  awsTxt: 'As credenciais da AWS estão em credentials.txt, e ninguém as procura lá',
  awsTxtFix: 'Tire o .txt do nome: o arquivo se chama só credentials.',
  awsFix: 'Siga "Prepare", em iac/README.md: sua conta ou a da AWS Academy.',

  title: (id: string, title: string) => `A sua máquina, para o passo ${id} (${title})`,
  titleAlone: 'A sua máquina',
  allGood: 'Tudo certo.',
  someWarnings: (warnings: number) => `${count(warnings, 'aviso', 'avisos')}; dá para seguir.`,
  scaleFound: (broker: string, store: string) => `Escala: Kafka em ${broker}, store em ${store}`,
  scaleMissing: (missing: readonly string[]) => `A escala não está no ar: ${missing.join('; ')}`,
  noBroker: (address: string) => `ninguém atende em ${address}, onde estaria o Kafka`,
  noStore: (address: string) => `ninguém atende em ${address}, onde estaria o OpenSearch`,
  scaleFix:
    'Encerre qualquer Luneta (a do npm run lab, com a tecla q): as portas são as mesmas. Ligue a escala, deixe-a ligada, e volte aqui:\n' +
    'npm run scale small',

  someMissing: 'Resolva o que falta e confira de novo:',
};

function bySystem(write: (own: string) => string, own: Readonly<Record<System, string>>): Record<System, string> {
  return { windows: write(own.windows), macos: write(own.macos), linux: write(own.linux), wsl: write(own.wsl) };
}

function sameEverywhere(text: string): Record<System, string> {
  return { windows: text, macos: text, linux: text, wsl: text };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
