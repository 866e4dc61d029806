/** Com que programa se roda um notebook: o Node, se ele é de TypeScript; o Jupyter, sem página nenhuma, se é um `.ipynb`. */
import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { localConnectionString } from '../azure/local';

export interface NotebookCommand {
  command: string;
  args: string[];
  /** O que se acrescenta ao ambiente. */
  env: NodeJS.ProcessEnv;
}

/** O que roda o `jupyter execute`: quem o chama assim não precisa dele no PATH. */
const EXECUTE = 'from nbclient.cli import main; main()';
const DBUTILS = path.join(__dirname, '../notebooks/dbutils.py');

/** @param folder Só desta execução; some com ela. */
export function notebookCommand(file: string, folder: string): NotebookCommand {
  if (path.extname(file) !== '.ipynb') {
    return { command: process.execPath, args: ['-r', 'tsx/cjs', file], env: {} };
  }
  // O IPython roda o que está em startup/ antes da primeira célula: é por aí que o notebook ganha o seu `dbutils`.
  const startup = path.join(folder, 'profile_default', 'startup');
  mkdirSync(startup, { recursive: true });
  cpSync(DBUTILS, path.join(startup, '00-dbutils.py'));
  const { APPLICATIONINSIGHTS_CONNECTION_STRING, JUPYTER_PYTHON, LOCAL_AZURE_URL } = process.env;
  return {
    command: JUPYTER_PYTHON || 'python3',
    args: ['-c', EXECUTE, path.resolve(file)],
    env: {
      IPYTHONDIR: folder,
      PYTHONDONTWRITEBYTECODE: '1',
      APPLICATIONINSIGHTS_CONNECTION_STRING:
        APPLICATIONINSIGHTS_CONNECTION_STRING || localConnectionString(LOCAL_AZURE_URL),
    },
  };
}
