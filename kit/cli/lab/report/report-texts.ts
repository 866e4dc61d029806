/** O que o relatório diz. */
import type { StepStatus } from './course-report.ts';

export const reportTexts = {
  title: 'Relatório do curso',
  made: (when: string, node: string, platform: string) => `Feito em ${when}, com Node ${node} (${platform}).`,
  stepsPassed: (passed: number, total: number) => `${passed} de ${total} passos`,
  stepColumns: ['Passo', 'Situação', 'Conferências'],
  checkColumns: ['', 'O que se espera', 'O que se viu', 'Evidência'],
  status: {
    passed: 'passou',
    failed: 'não passou',
    missing: 'não conferido: falta algo na máquina',
    pending: 'pendente',
  } satisfies Record<StepStatus, string>,
  passedLive: 'Conferido aqui pela prova; no ar, também já tinha passado.',
  onlyProved: 'Conferido só pela prova: nenhum contêiner, nenhuma VM.',
  checking: (id: string) => `Conferindo ${id}…`,
} as const;
