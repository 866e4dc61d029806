/** Onde a página fica quando ninguém tomou a porta dela, e o comando que a visita. */
import { DEFAULT_APP_PORT } from '../../app-port.ts';

export const USUAL_PAGE = `http://localhost:${DEFAULT_APP_PORT}`;

/** @param page Sem barra no fim. */
export function loadCommand(page: string): string {
  return `npm run lab carga${page === USUAL_PAGE ? '' : ` ${page}`}`;
}
