/** O que o modelo da aula sabe: pouco, e sempre o mesmo para a mesma pergunta. */

interface Topic {
  /** Se a pergunta fala disto. */
  about: RegExp;
  text: string;
  joke: string;
  question: string;
}

const TOPICS: readonly Topic[] = [
  {
    about: /\b(token|custo|custa|preço|caro)/i,
    text: 'Um token é um pedaço de palavra, e é por eles que se paga: os que você manda e, mais caros, os que o modelo escreve. Uma nova tentativa manda tudo outra vez, e paga tudo outra vez.',
    joke: 'O modelo pediu aumento. Perguntaram por quê: "é que eu falo demais, e vocês cobram por palavra".',
    question: 'Quanto custou a sua última resposta?',
  },
  {
    about: /\b(slo|sli|orçamento|disponibilidade)/i,
    text: 'Um SLO diz quantas respostas boas se prometem, e em que janela. O que falta para cem por cento é o orçamento de erro: ele existe para ser gasto, com mudanças, e não para sobrar.',
    joke: 'Prometeram cem por cento de disponibilidade. O sistema nunca caiu: também nunca subiu.',
    question: 'Quantos erros por mil o seu usuário nem percebe?',
  },
  {
    about: /\b(trace|span|rastre)/i,
    text: 'Um trace é a história de um pedido, e cada span é um capítulo: quando começou, quanto durou, dentro de qual outro, e se acabou bem. Quem conta a história são os programas por onde o pedido passou.',
    joke: 'Um span entrou num bar e ninguém o viu sair: faltou o end().',
    question: 'Qual é o span mais demorado do seu trace, e ele trabalha ou espera?',
  },
  {
    about: /\b(métrica|histogram|contador|prometheus|p95)/i,
    text: 'Uma métrica é um número que se acompanha no tempo: pedidos por segundo, erros, a duração em percentis. Ela diz que algo mudou; para saber por quê, vá dela ao trace.',
    joke: 'A média disse que estava tudo bem. O p95 estava na fila, e não foi ouvido.',
    question: 'Que número acordaria você de madrugada?',
  },
  {
    about: /\b(log|registro)/i,
    text: 'Um log é uma frase com hora, nível e atributos. Com o trace_id dentro, ele deixa de ser uma agulha no palheiro: abre-se o trace, e as frases dele estão lá.',
    joke: 'Escreveu "chegou aqui" em quarenta lugares. Chegou em todos.',
    question: 'O que o seu log diz que o span já não diz?',
  },
  {
    about: /\b(collector|exporter|propagador|propagator|baggage)/i,
    text: 'O Collector fica entre os programas e os backends: recebe (receiver), trabalha no que recebeu (processor) e entrega (exporter). O propagator é outra coisa: mora nos programas, e escreve o contexto nos cabeçalhos.',
    joke: 'O Collector guardou tudo na memória. O memory_limiter mandou lembranças.',
    question: 'Por que portas o seu Collector recebe, e para onde ele manda?',
  },
];

const OTHER: Omit<Topic, 'about'> = {
  text: 'Observar um sistema é poder perguntar a ele, de fora, o que acontece por dentro, mesmo o que ninguém previu. Traces, métricas e logs são três jeitos de ele responder.',
  joke: 'No meu computador funciona. Então vamos mandar o seu computador para o cliente.',
  question: 'Qual foi a última falha que só apareceu em produção?',
};

function topicOf(question: string): Omit<Topic, 'about'> {
  return TOPICS.find(({ about }) => about.test(question)) ?? OTHER;
}

/** A resposta certa, em JSON, na ordem em que um modelo a escreveria. */
export function writeAnswer(question: string): string {
  const { text, joke, question: back } = topicOf(question);
  return JSON.stringify({ query: question, joke, text, question: back }, undefined, 2);
}

/** A mesma coisa, dita como conversa: é o que um modelo faz quando esquece o que se combinou. */
export function writeProse(question: string): string {
  const { text, question: back } = topicOf(question);
  return `Claro! ${text} E você: ${back}`;
}
