/** Tudo o que o `lab` diz. Frases sem cor nem largura: quem as arruma na tela é `screen.ts`. */
import { MY_LAB } from '../../course/lab-paths.ts';
import { requestText, type Step, type StepRequest } from '../../course/manifest.ts';
import { count } from '../../format.ts';
import { shortDuration } from '../waterfall.ts';

export const SEE_HELP = 'Veja os comandos com: npm run lab help';

/** O que digitar. Sem traços: o npm do PowerShell engole o "--" que pediria antes deles. */
export function typed(command: string, step: string, ...words: readonly string[]): string {
  return ['npm run lab', command, step, ...words].join(' ');
}

export const texts = {
  helpIntro: `Abre os passos em ${MY_LAB}/, roda o seu programa e confere a telemetria dele.`,
  helpNotes: [
    'Um passo se escreve "1" (no lab em que você está), "01/1" ou "02/3.2".',
    'Sem ele, vale o próximo que falta passar. Sem comando vale watch ou, fora de um',
    'terminal, verify. Com traços (--json, --write, --backend URL) também vale.',
    '',
    'Códigos de saída: 0, passou, ou você saiu com q; 1, algo não confere;',
    '                  2, comando mal escrito; 3, falta algo na máquina;',
    '                  4, defeito nosso; 129, 130 ou 143, interrompido por um sinal',
    '                  (SIGHUP, SIGINT do Ctrl+C, SIGTERM).',
  ],

  unknownCommand: (name: string, alike: readonly string[]) =>
    `Não existe o comando "${name}". Os mais parecidos: ${alike.join(', ')}. ${SEE_HELP}`,
  surplusArgument: (command: string, argument: string) =>
    `"${argument}" sobra: ${command} não espera mais nada. ${SEE_HELP}`,
  stepRequired: (command: string) => `Diga para que passo: ${typed(command, '01/2')}. Veja todos com: npm run lab list`,
  flagTakes: (value: string | undefined) => (value === undefined ? 'não leva valor' : `pede ${value}`),
  strangeFlag: (command: string, flag: string) => `${command} não tem a opção ${flag}. ${SEE_HELP}`,
  badSeed: (written: string, max: number) =>
    `A semente é um número inteiro, de 0 a ${max}; recebido: "${written}". Por exemplo: npm run lab investigar 42`,
  unknownFormat: (format: string, known: readonly string[]) =>
    `Não existe o formato "${format}". Os que existem: ${known.join(', ')}.`,
  seeSteps: 'Veja todos com: npm run lab list',

  step: (id: string, title: string) => `${id} ${title}`,
  stepInList: (id: string, title: string, minutes: number, needs: readonly string[]) =>
    `${id} ${title} (${[`${minutes} min`, ...needs.map((need) => `precisa de ${need}`)].join(', ')})`,
  lab: (number: string, title: string) => `Lab ${number}: ${title}`,

  written: (files: string) => `Escrevi ${files}.`,
  refreshed: (files: string) => `Refiz ${files}, que não tinha mudança sua.`,
  moved: (from: string, to: string) => `O que você tinha em ${from} está guardado em ${to}.`,

  earlierStillCounts: (id: string, checks: number) =>
    `${id} continua valendo: ${count(checks, 'conferência', 'conferências')}`,
  passedChecks: (subject: string, expected: readonly string[]) => `${subject}: ${expected.join('; ')}`,
  aboutSpan: (name: string) => `"${name}"`,
  failedCheck: (span: string | undefined, expected: string) =>
    span === undefined || expected.includes(`"${span}"`) ? expected : `"${span}": ${expected}`,
  failedEarlier: (id: string) => `É do passo ${id}, que continua valendo.`,
  /** Quem exporta tem dois lugares onde um span pode faltar. */
  absent: (expected: string, telemetry: Step['telemetry']) =>
    `${expected}, ${telemetry === 'backend' ? 'no backend' : 'no terminal'}`,
  complained: (observed: string) => `${observed}. O programa avisou:`,
  observed: (observed: string) => `O que se viu: ${observed}`,
  othersFailed: (others: number) =>
    `${others === 1 ? 'Mais uma conferência não passou' : `Mais ${others} conferências não passaram`}: uma coisa de cada vez.`,
  notObservable: (checks: number) =>
    `${count(checks, 'conferência ficou', 'conferências ficaram')} de fora: não observável aqui, porque este backend não mostra o que seria preciso ver.`,
  stepChecked: (id: string, title: string, time: string) => `${id} ${title} (${time})`,
  notReached: 'Aos passos com "·" você ainda não chegou. O próximo:',
  noOfflineLab: (number: string) =>
    `verify ${number} não tem a opção offline: de um lab inteiro, os passos de contêiner e de VM já se conferem pela prova.`,
  labScore: (passed: number, steps: number) => `Passaram ${passed} de ${count(steps, 'passo', 'passos')}.`,
  passed: (id: string) => `O passo ${id} passou.`,
  allDone: 'Todos os passos passaram. Parabéns!',
  programExpected: (entry: string) => `${entry} roda até o fim, sem erro`,
  serverExpected: (entry: string, requests: readonly string[]) =>
    `${entry} atende ${requests.join(', ')} e para quando lhe pedem`,
  answerExpected: (request: StepRequest) =>
    `${requestText(request)} responde ${[request.status ?? 200, ...[request.body ?? []].flat()].join(', com ')}`,
  badStatus: (request: string, wanted: number, status: number, body: string) =>
    `${request} devia responder ${wanted}, e respondeu ${status}: ${body}`,
  badBody: (request: string, wanted: string, body: string) =>
    `${request} devia responder "${wanted}", e respondeu: ${body || '(nada)'}`,
  noAnswer: (request: string, ms: number) =>
    `${request} não respondeu em ${shortDuration(ms * 1000)}. Toda requisição precisa de uma resposta: procure o caminho em que ninguém chama response.send.`,
  cutAnswer: (request: string) => `${request} ficou sem resposta: a conexão caiu no meio.`,

  moreTraces: (more: number) => `… e ${count(more, 'outro trace', 'outros traces')}`,
  spansSeen: 'Os spans que o programa entregou:',
  onScreen: 'na tela',
  serving: 'no ar',
  howToStop: 'Ctrl+C o encerra.',
  offAir: 'Fora do ar.',
  noSpans: 'O programa não entregou nenhum span.',
  noSpansInBackend: 'Nenhum span chegou ao backend.',

  toFix: (file: string) => `Edite ${file} e rode de novo:`,
  forHint: 'Uma dica:',
  toContinue: 'Para seguir:',
  toVerify: 'Para conferir:',
  toStart: 'Para começar, ou continuar:',

  hintTitle: (stage: number, stages: number) => `Dica ${stage} de ${stages}:`,
  moreHints: 'Se ainda não der, a próxima é mais direta:',
  lastHint: 'É a última dica. Se ainda não der, veja a solução:',
  nothingToHint: (id: string) => `O passo ${id} já passa: não há o que dar de dica.`,
  noHint: (code: string) => `Não há dica para "${code}": compare o que se esperava com o que se viu.`,

  solutionFile: (file: string) => `${file}, com o passo resolvido:`,
  solutionEmpty: (id: string) => `O passo ${id} não muda nenhum arquivo.`,
  toWrite: 'Para pôr a solução no seu arquivo (o que está lá vai para .antes):',
  startOf: (id: string) => `Os arquivos estão no começo do passo ${id}.`,
  solved: (id: string) => `Os arquivos estão com o passo ${id} resolvido.`,

  interrupted: 'Interrompido: nada foi conferido.',
  notRunnable: (id: string) =>
    `O passo ${id} não diz que programa rodar, ou não tem conferências. É um defeito do roteiro, não do seu programa.`,
  wantsJaeger: (url: string, api: string) =>
    `Este comando lê os traces pela API do Jaeger, e quem atende em ${url} é um ${api === 'tempo' ? 'Tempo' : 'Zipkin'}. Use o endereço de um Jaeger, ou de uma Luneta.`,
  noBackend: (id: string) => `O passo ${id} se confere num backend, e nenhum foi aberto.`,
  internal: 'Isto é um defeito do laboratório, não do seu programa. Atualize-o (git pull, npm ci). O que houve:',
};
