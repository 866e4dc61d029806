/** Abrir o Databricks: o que falta se diz, e o token não se repete. O cliente é feito à mão; o de verdade só fala com o Databricks. */
import { expect, test } from 'vitest';
import { type DatabricksClient, openDatabricks } from '../app/databricks.ts';

const TOKEN = 'dapi-segredo';
const ENV = {
  DATABRICKS_SERVER_HOSTNAME: 'adb-1.azuredatabricks.net',
  DATABRICKS_HTTP_PATH: '/sql/1.0/warehouses/abc',
  DATABRICKS_TOKEN: TOKEN,
};

function fakeClient(openSession: DatabricksClient['openSession']): { client: DatabricksClient; seen: unknown[] } {
  const seen: unknown[] = [];
  const client: DatabricksClient = {
    connect: async (options) => void seen.push(options),
    openSession,
    close: async () => void seen.push('fechado'),
  };
  return { client, seen };
}

test('cada variável que falta é dita, e só as que faltam', async () => {
  const opening = openDatabricks({ DATABRICKS_TOKEN: TOKEN, DATABRICKS_HTTP_PATH: '' });
  const error: Error = await opening.then(
    () => expect.unreachable(),
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ code: 'databricks_not_configured' });
  const named = error.message.match(/DATABRICKS_\w+/g);
  expect(named).toEqual(['DATABRICKS_SERVER_HOSTNAME', 'DATABRICKS_HTTP_PATH']);
  expect(error.message).not.toContain(TOKEN);
});

test('sem o pacote, o erro traz o comando que o instala', async () => {
  await expect(openDatabricks(ENV)).rejects.toMatchObject({
    code: 'databricks_not_installed',
    message: expect.stringMatching(/npm install --no-save @databricks\/sql@2\.1\.0$/),
  });
});

test('conecta com o que as variáveis dizem; fechar a sessão fecha o cliente', async () => {
  const { client, seen } = fakeClient(async () => ({
    executeStatement: async () => expect.unreachable(),
    close: async () => void seen.push('sessão fechada'),
  }));
  const session = await openDatabricks(ENV, async () => client);
  expect(seen).toEqual([
    expect.objectContaining({ host: 'adb-1.azuredatabricks.net', path: '/sql/1.0/warehouses/abc', token: TOKEN }),
  ]);
  await session.close();
  expect(seen.slice(1)).toEqual(['sessão fechada', 'fechado']);
});

test('recusado, diz o que conferir e fecha o cliente; o token não aparece, nem que o Databricks o repita', async () => {
  const { client, seen } = fakeClient(async () => Promise.reject(new Error(`invalid token ${TOKEN}`)));
  const error: Error = await openDatabricks(ENV, async () => client).then(
    () => expect.unreachable(),
    (reason: Error) => reason,
  );
  expect(error).toMatchObject({ code: 'databricks_unreachable' });
  expect(error.message).toContain('invalid token <token>');
  // Como o console o mostraria: a pilha e a causa também.
  expect(`${error.stack}${String(error.cause)}`).not.toContain(TOKEN);
  expect(seen.at(-1)).toBe('fechado');
});
