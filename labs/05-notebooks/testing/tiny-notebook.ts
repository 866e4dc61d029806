// Um notebook pequeno, que faz o que o parâmetro `act` manda: com ele se testa quem o roda.

import { spawn } from 'node:child_process';
import { dbutils } from '../app/dbutils';

const act: Readonly<Record<string, () => void>> = {
  exit: () => dbutils.notebook.exit(JSON.stringify({ widgets: dbutils.widgets.getAll() })),
  silent: () => console.log('nada a dizer'),
  fail: () => {
    throw new RangeError('deu errado');
  },
  unknown: () => dbutils.widgets.get('nao-existe'),
  token: () => dbutils.notebook.exit(String(process.env.DATABRICKS_TOKEN)),
  huge: () => dbutils.notebook.exit('x'.repeat(6 * 1024 * 1024)),
  hang: () => setInterval(() => undefined, 1000),
  // O que ele deixa para trás segura as saídas dele: acaba sozinho, muito depois do prazo de quem espera.
  leaveBehind: () => {
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'inherit', detached: true }).unref();
    dbutils.notebook.exit('fui');
  },
  after: () => {
    process.on('exit', () => console.log('saiu'));
    dbutils.notebook.exit('antes');
    console.log('nunca se lê');
  },
};

act[dbutils.widgets.get('act')]?.();
