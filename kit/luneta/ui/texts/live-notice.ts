/** O aviso por cima da página: o que chegou depois dela, e a Luneta que parou. À parte, porque vai nos scripts. */
import { formatCount } from '../../../format.ts';

export const noticeTexts = {
  lost: 'A Luneta parou de responder; tentando de novo. Ela ainda roda no terminal?',
  close: 'Fechar o aviso',
  reload: 'Atualizar',
  more: (n: number): string =>
    n === 1 ? 'Chegou mais 1 span neste trace.' : `Chegaram mais ${formatCount(n)} spans neste trace.`,
  gone: 'A Luneta já não tem o que está na tela: ela recomeçou, ou o trace deu lugar a outros. Recarregar perde esta leitura.',
  waiting: 'Esperando o trace: quando o primeiro span dele chegar, ele abre aqui sozinho.',
} as const;
