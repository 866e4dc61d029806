/** O que as páginas que se atualizam sozinhas escrevem no navegador. */
export const refreshTexts = {
  pause: 'Pausar atualização',
  resume: 'Voltar a atualizar',
  lost: 'A Luneta parou de responder: o que está na tela é a última leitura. Ela ainda roda no terminal?',
} as const;
