/** As dicas de quando a loja não roda até o fim: as mesmas em todo passo dela. */
import type { HintStages } from '../../../kit/course/manifest.ts';

const START = '`const startedAt = Math.ceil(performance.timeOrigin);`';
const LOOP = '`for (let number = 1; number <= ORDERS; number++) {`';

export const shopHints = {
  program_failed: [
    'A loja não acabou bem. O que diz a última mensagem dela, e de que arquivo e linha ela fala?',
    'Um "is not defined" é um nome usado fora de onde nasceu; um "is not a function" num exporter é um exporter posto onde cabia um processor. Um UnhandledPromiseRejection é uma promessa que falhou sem ninguém que a esperasse: cada envio que se pede e não se espera fica no ar ao lado dos outros, e o exporter recusa os que passam de trinta ao mesmo tempo.',
    'O que se espera, espera-se com await, dentro do laço: `if (number % 100 === 0) await provider.forceFlush();`',
  ],
  'program_failed:deadline': [
    'A loja não acabou a tempo. O que ela espera, e quantas vezes?',
    'Um await que nunca se resolve prende o programa; um que demora, dentro do laço, demora uma vez para cada pedido. Um laço cujo número não cresce não acaba nunca.',
    `O laço, como estava: ${LOOP} E o que se espera, só de cem em cem: \`if (number % 100 === 0) await provider.forceFlush();\``,
  ],
  'program_failed:output_limit': [
    'A loja escreveu sem parar, e foi encerrada. O que ela repete?',
    'Uma linha para cada pedido já são oitocentas, e um exporter de console escreve trinta para cada span. Para investigar, conte, e escreva a conta no fim.',
    `A única linha que ela escreve vem depois do laço: \`console.log(\`. Antes dele, só isto: ${START}`,
  ],
} satisfies Readonly<Record<string, HintStages>>;
