/** O que `lab run 02` diz. */
import { count } from '../../../format.ts';
import { typed } from '../lab-texts.ts';

export const serveTexts = {
  starting: (services: number) => `Começando ${count(services, 'serviço', 'serviços')}...`,
  page: 'a página',
  luneta: 'a Luneta',
  backend: 'o backend',
  up: (entry: string, port: number) => `no ar, na porta ${port} (${entry})`,
  upAgain: 'no ar outra vez',
  restarting: 'recomeçando...',
  fellFixed: 'Corrija e salve: ele volta sozinho. Os outros seguem no ar.',
  left: (entry: string) => `${entry} terminou sozinho, sem erro: um servidor fica no ar até que o encerrem.`,
  moved: (name: string, wanted: number, port: number) => `A porta ${wanted} já tem dono; ${name} ficou na ${port}.`,
  toVisit: 'Para que haja visitas, noutro terminal:',
  saving: 'Salve um arquivo, e quem o usa recomeça.',
  ends: (ours: boolean) =>
    ours ? 'Ctrl+C encerra tudo.' : 'Ctrl+C encerra os serviços; o backend, que já estava aberto, continua.',
  notWatching: (reason: string) =>
    `Não consigo observar os seus arquivos (${reason}). Depois de salvar, encerre e rode de novo.`,
  withFault: (fault: string) => `Com o defeito ${fault} desde já.`,

  noServices: (number: string, known: readonly string[]) =>
    `O lab ${number} não tem um sistema de serviços para pôr no ar: diga o passo, como em ${typed('run', `${number}/1`)}. ` +
    (known.length === 0
      ? 'Nenhum lab tem um.'
      : `Os que têm: ${known.map((lab) => `npm run lab run ${lab}`).join(', ')}.`),
  oneFault: (surplus: string) =>
    `"${surplus}" sobra: run só espera o lab e um defeito, como em npm run lab run 02 n_mais_um`,
  noFaults: (number: string) => `Os serviços do lab ${number} não têm defeitos para escolher.`,
  unknownFault: (written: string, known: readonly string[]) =>
    `Não existe o defeito "${written}". Os que existem: ${known.join(', ')}; ou TIPO:SERVIÇO, como lento:gateway.`,
  unknownKind: (written: string, known: readonly string[]) =>
    `Não existe o tipo de defeito "${written}". Os que existem: ${known.join(', ')}.`,
  unknownService: (written: string, known: readonly string[]) =>
    `Não existe o serviço "${written}". Os que existem: ${known.join(', ')}.`,
};
