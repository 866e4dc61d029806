/** Tudo o que o `npm start` diz. Frases sem cor nem largura: quem as arruma na tela é `screen.ts`. */
export const SERVICE = 'service_example';

export interface Link {
  label: string;
  url: string;
}

export const texts = {
  starting: 'Preparando a Luneta (o backend) e o app de exemplo...',

  reused: (url: string): string => `Já há uma Luneta em ${url}: os spans vão para ela, que segue no ar no fim.`,

  movedAppPort: (wanted: number, port: number, platform: NodeJS.Platform): string =>
    `A porta ${wanted} já tem dono${platform === 'darwin' ? ' (no macOS, em geral o AirPlay)' : ''}; ` +
    `o app ficou na ${port}.`,

  arrived: (status: number, spans: string, duration: string): string =>
    `GET / respondeu ${status}, e o trace chegou à Luneta: ${spans} em ${duration}.`,
  spans: (count: number, errors: number): string => {
    const spans = count === 1 ? '1 span' : `${count} spans`;
    if (errors === 0) return spans;
    return `${spans} (${errors} com erro)`;
  },

  linksTitle: 'Abra no navegador',
  nextTitle: 'E agora?',
  next: (reachable: boolean): string[] => [
    'Recarregue o app: cada visita vira mais um trace na busca.',
    reachable
      ? 'Rode outro exemplo em outro terminal: npx tsx exemplos/example_otlp.ts'
      : 'Os outros exemplos mandam spans às portas padrão, que não são as desta Luneta: eles não aparecem nela.',
    'Quer ver cada span que o app escreve? npm start -- --verbose',
  ],
  /** `ours`: a Luneta é nossa, e termina conosco. */
  howToStop: (ours: boolean): string =>
    ours ? 'Ctrl+C encerra tudo.' : 'Ctrl+C encerra o app; a Luneta, que já rodava, continua.',
  onceEnds: (ours: boolean): string =>
    ours
      ? 'Com --once tudo se encerra aqui. Para abrir os links, rode: npm start'
      : 'Com --once o app se encerra aqui; a Luneta, que já rodava, continua, com este trace.',

  noTrace: (status: number, deadline: string, others: boolean): string[] => [
    `GET / respondeu ${status}, mas o trace dessa requisição não chegou à Luneta em ${deadline}. Confira:`,
    ...(others
      ? [
          `Chegaram outros spans de ${SERVICE}, mas não o da requisição: em exemplos/example_app.ts, ` +
            "o primeiro import tem de ser './instrumentacao'.",
        ]
      : [
          `O nome do serviço em exemplos/instrumentacao.ts é ${SERVICE}?`,
          'O exporter usa OTEL_EXPORTER_JAEGER_AGENT_HOST e OTEL_EXPORTER_JAEGER_AGENT_PORT?',
        ]),
    'O app cria os spans? Eles aparecem no terminal com: npm start -- --verbose',
  ],

  appNotReady: (reason: string, entry: string): string => `O app de exemplo (${entry}) ${reason}.`,
  lastLines: 'As últimas linhas dele:',
  noLines: 'Ele não escreveu nada.',
  tryAlone: (entry: string): string => `Para investigar, rode só ele: npx tsx ${entry}`,
  requestFailed: (url: string, reason: string): string => `O app ficou pronto, mas GET ${url} falhou: ${reason}.`,
  lostBackend: (url: string, reason: string): string =>
    `A Luneta em ${url} parou de responder (${reason}). Ela foi encerrada? Rode de novo: npm start`,
  appDied: (how: string, linesAbove: boolean): string =>
    `O app de exemplo terminou sozinho (${how})${linesAbove ? ': o motivo deve estar nas linhas acima' : ''}.`,
  stopping: 'Encerrando...',
};
