// O que o Databricks recusou, dito a quem pediu a nós: o erro deles não é o nosso, e o token não está em nenhum dos dois.

import type { ErrorRequestHandler } from 'express';
import { DatabricksError } from './databricks';
import { type Problem, ProblemError } from './problem';

function problemOf({ status, code, message }: DatabricksError, isAboutRun: boolean): Problem {
  if (isAboutRun && (status === 400 || status === 404)) {
    return { status: 404, code: 'unknown_run', title: 'Não há execução com este número.', detail: message };
  }
  if (status === 401 || status === 403) {
    return {
      status: 502,
      code: 'databricks_refused',
      title: 'O Databricks não aceitou o nosso token.',
      detail: 'Confira DATABRICKS_TOKEN: ele vence, e só vale no workspace em que foi criado.',
    };
  }
  if (status === 429) {
    return { status: 503, code: 'databricks_busy', title: 'O Databricks está cheio.', detail: 'Tente daqui a pouco.' };
  }
  return {
    status: 502,
    code: 'databricks_failed',
    title: 'O Databricks recusou o job.',
    detail: `${code}: ${message}`,
  };
}

/** Depois das rotas. */
export const explainDatabricks: ErrorRequestHandler = (error, { path }, _response, next) => {
  if (!(error instanceof DatabricksError)) return next(error);
  next(new ProblemError(problemOf(error, path.startsWith('/notebook/')), error));
};
