/** O que se diz de um passo cujo programa roda num contêiner, ou numa VM. */
import { shortDuration } from '../../waterfall.ts';
import { MY_LAB } from '../../../course/lab-paths.ts';
import type { LabStep } from '../../../course/manifest.ts';
import { isLocalName } from '../../../luneta/http/local-name.ts';
import type { NetworkEvent } from '../../container/network-plan.ts';
import { typed } from '../lab-texts.ts';

/** O comando que põe o programa no ar. */
export function upCommand({ lab, step }: LabStep): string {
  return step.deployed === 'vm'
    ? 'cd iac; npx cdktf deploy'
    : `docker compose -f ${MY_LAB}/${lab.id}/${step.entry} --project-directory . up --wait`;
}

const OFFLINE_NEEDS = { compose: 'Docker', vm: 'AWS' } as const;

export const deployedTexts = {
  appAnswers: (url: string, request: string) => `o app responde a ${request} em ${url}`,
  appAnswered: (status: number) => `respondeu ${status}`,
  backendAnswers: (url: string) => `o Jaeger responde em ${url}`,
  backendAnswered: 'respondeu',
  raise: (command: string) => `Para pôr o programa no ar:\n${command}`,
  refused: (request: string, reason: string) => `${request}: ninguém atende (${reason}).`,
  silent: (request: string, ms: number) => `${request}: nenhuma resposta em ${shortDuration(ms * 1000)}.`,
  badStatus: (request: string, wanted: number, status: number, body: string) =>
    `${request} devia responder ${wanted}, e respondeu ${status}: ${body || '(nada)'}. É outro programa que está nesta porta?`,
  badBody: (request: string, wanted: string, body: string) =>
    `${request} devia responder "${wanted}", e respondeu: ${body || '(nada)'}. É outro programa que está nesta porta?`,

  oneAddress: (id: string) =>
    `O passo ${id} roda ao lado de um Jaeger, e é só nele que se procura: diga um endereço só, o da tela dele.`,
  whereIsIt: (id: string) =>
    `O passo ${id} se confere na VM, e é preciso dizer onde ela está, com o endereço do jaegerUrl:\n    ` +
    `${typed('verify', id, 'http://IP:8080')}\nSem uma VM, a prova sem AWS:\n    ${typed('verify', id, 'offline')}`,
  proveOffline: ({ step: { id, deployed = 'compose' } }: LabStep) =>
    `Sem ${OFFLINE_NEEDS[deployed]}, há uma prova que só precisa do Node:\n    ${typed('verify', id, 'offline')}`,
  noOffline: (id: string) => `O passo ${id} já se confere só com o Node: rode-o sem "offline".`,
  runsOutside: (target: LabStep) =>
    `O programa do passo ${target.step.id} não roda daqui. ${deployedTexts.raise(`    ${upCommand(target)}`)}`,

  composeAccepts: (file: string) => `${file} é um arquivo que o docker compose aceita`,
  accepted: 'aceita',
  noApp: 'nenhum serviço com "build": o app não está no arquivo',
  noBackend: 'nenhum serviço com a imagem do Jaeger: os spans não têm para onde ir',
  appPublished: (port: number) => `o app responde de fora do contêiner: a porta ${port} dele está publicada`,
  backendPublished: (port: number) => `o Jaeger responde de fora do contêiner: a porta ${port} dele está publicada`,
  notPublished: (service: string, port: number) =>
    `o serviço "${service}" não publica a porta ${port}: de fora do contêiner, ninguém chega a ela.`,
  publishesOther: (service: string, port: number, published: readonly number[]) =>
    `o serviço "${service}" publica ${published.join(', ')}, e lá dentro quem responde é a porta ${port}.`,
  published: (service: string, host: string) => `o serviço "${service}" aparece em ${host}`,
  appFell: (message: string) => `na prova, o app não ficou no ar. ${message}`,
  onlyInside: (host: string) =>
    `o app só ouve em ${host}, que num contêiner é ele mesmo: ninguém de fora entra. Tire o HOST, que a imagem já traz.`,
  nobodyInside: (wanted: number, listening: number) =>
    `a porta publicada leva à ${wanted} do contêiner, e o app ouve na ${listening}.`,
  cannotProve: (mode: string) =>
    `A prova sem Docker não sabe imitar "network_mode: ${mode}". Use "networks", ou confira com o Docker.`,
  inList: ', só pela prova',
  proofTold: {
    compose:
      'Prova sem Docker: a imagem não é montada. O app roda aqui, com as variáveis e a rede que o arquivo daria a ele.',
    vm: 'Prova sem AWS: nenhuma VM é criada. O que se confere é o Terraform que o synth escreve, e o app que a VM subiria.',
  },

  noIacPackages:
    'A prova sem AWS usa os pacotes da pasta iac, que não estão instalados (são uns 800 MB). Instale-os uma vez:\n' +
    '    cd iac\n    npm ci',
  synthAccepts: (file: string) => `com ${file}, o cdktf synth escreve o Terraform`,
  synthLate: (ms: number) =>
    `O synth de iac/ não acabou em ${shortDuration(ms * 1000)}, e foi encerrado: nada se conferiu. Feche o que mais estiver ` +
    'rodando nesta máquina e confira outra vez.',
  synthNotStarted: (reason: string) =>
    `Não consegui rodar o synth de iac/ (${reason}). Confira se "node" roda neste terminal, e tente outra vez.`,
  synthSilent: (code: number | null) =>
    code === null
      ? 'o synth foi encerrado por fora, sem dizer nada'
      : `o synth saiu com o código ${code}, sem dizer nada`,
  closedToWorld: (ports: readonly number[], prefix: number) =>
    `só as portas ${ports.join(' e ')} abertas, e só à sua rede: faixas de /${prefix} a /32`,
  doors: (doors: readonly { from: number; to: number; cidr: string }[]) =>
    doors.map(({ from, to, cidr }) => `${from === to ? from : `${from} a ${to}`} aberta a ${cidr}`).join('; ') ||
    'nenhuma porta aberta',
  rightSize: 'uma instância medium ou large: menos não basta para os dois contêineres, e mais é dinheiro parado',
  oneVm: 'uma VM só: é a do seu exercício',
  vms: (vms: number) => (vms === 1 ? 'uma VM' : `${vms} VMs`),
  endsAlone: (hours: number) => `a VM se encerra sozinha em até ${hours} horas, e some com o disco`,
  hours: (hours: number | undefined) => (hours === undefined ? 'não se encerra sozinha' : `em ${hours} horas`),
  startsCompose: (ports: readonly number[]) =>
    `ao ligar, a VM sobe os contêineres do compose.yaml, nas portas ${ports.join(' e ')} e em todos os endereços`,
  startsIt: 'os dados de usuário mandam o systemd rodar o docker compose up',
  startsNothing: 'os dados de usuário não fazem isso',

  /** O que o gancho viu, de um span que não chegou. */
  lost: ({ what, host, port }: NetworkEvent, times: number) => {
    const sent = times === 1 ? 'Um envio foi' : `${times} envios foram`;
    if (what === 'unknown_name') {
      return `${sent} para "${host}", e nenhum serviço da rede do app se chama assim. Os nomes são os de "services", e valem entre quem divide uma rede.`;
    }
    return isLocalName(host)
      ? `${sent} para ${host}:${port}. Dentro de um contêiner, ${host} é o próprio contêiner, e lá ninguém ouve essa porta.`
      : `${sent} para ${host}:${port}, e ${host} não ouve essa porta.`;
  },
} as const;
