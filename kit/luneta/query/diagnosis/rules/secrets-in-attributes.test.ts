import { describe, expect, test } from 'vitest';
import type { AttributeValue } from '../../../store/model.ts';
import { spanId, type TestSpan, text, TRACE_B } from '../../../store/testing/spans.ts';
import { findingOf, timed } from '../testing/snapshot-of.ts';
import { secretIn } from '../secrets.ts';
import { rule } from './secrets-in-attributes.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP';

describe('reconhece', () => {
  test.each([
    ['db.password', 'hunter2', 'um segredo, pelo nome da chave'],
    ['senha', '1234', 'um segredo, pelo nome da chave'],
    ['apiKey', 'abcdefgh', 'um segredo, pelo nome da chave'],
    ['http.request.header.cookie', 'sid=1a2b3c', 'um segredo, pelo nome da chave'],
    ['access_token', 'a1b2c3d4', 'um segredo, pelo nome da chave'],
    ['nota', 'Authorization: Bearer a1b2c3d4e5', 'um token Bearer'],
    ['nota', `Basic ${Buffer.from('ana:segredo').toString('base64')}`, 'uma senha em Authorization: Basic'],
    ['nota', JWT, 'um JWT'],
    ['nota', 'AKIAIOSFODNN7EXAMPLE', 'uma chave da AWS'],
    ['nota', 'sk-proj-abcdefghij0123456789', 'uma chave de API'],
    ['nota', '-----BEGIN RSA PRIVATE KEY-----', 'uma chave privada'],
    ['db.connection', 'postgres://loja:s3nha@db:5432/loja', 'uma senha num endereço'],
    ['url.full', 'http://loja/?a=1&access_token=abc123', 'um segredo na consulta de um endereço, ou numa configuração'],
    ['url.query', 'token=abcd1234efgh', 'um segredo na consulta de um endereço, ou numa configuração'],
    ['db.connection', 'Server=db;Password=hunter2xx;', 'um segredo na consulta de um endereço, ou numa configuração'],
    ['nota', 'sk_live_4eC39HqLyjWDarjtT1', 'uma chave de API'],
    ['user.pwd', 'hunter2', 'um segredo, pelo nome da chave'],
    ['passphrase', 'correta cavalo bateria', 'um segredo, pelo nome da chave'],
    ['client_secrets', 'abcdefgh', 'um segredo, pelo nome da chave'],
    ['user.credentials', 'ana/hunter2', 'um segredo, pelo nome da chave'],
    ['aws.secret_access_key', '/JalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00', 'um segredo, pelo nome da chave'],
    ['user.password', 'c:maçã', 'um segredo, pelo nome da chave'],
    ['session_id', 's3ss10nABCdef', 'um segredo, pelo nome da chave'],
    ['http.request.header.authorization', 'Bearer abc.def.ghi', 'um segredo, pelo nome da chave'],
    ['http.request.header.authorization', 'ApiKey abcdefgh', 'um segredo, pelo nome da chave'],
    ['url.full', 'http://loja/?id_token=abc123', 'um segredo na consulta de um endereço, ou numa configuração'],
    ['url.full', 'http://loja/#access_token=abc123', 'um segredo na consulta de um endereço, ou numa configuração'],
    ['url.query', 'email=ana%40exemplo.com.br', 'um e-mail'],
    ['process.command_args', '["node","loja.js","--db-password=hunter2"]', 'um segredo na linha de comando'],
    ['db.query.text', "UPDATE clientes SET senha = 'hunter2'", 'um segredo escrito no SQL'],
    ['nota', `AIza${'x1'.repeat(18)}`.slice(0, 39), 'uma chave de API'],
    ['enduser.id', 'ana.silva+x@exemplo.com.br', 'um e-mail'],
    ['nota', 'CPF 529.982.247-25 do cliente', 'um CPF'],
    ['cliente.cpf', '52998224725', 'um CPF'],
  ])('%s=%s: %s', (key, value, what) => {
    expect(secretIn(text(key, value))).toBe(what);
  });

  test('em listas, em mapas e em números', () => {
    const inList: AttributeValue = { type: 'array', value: [{ type: 'string', value: 'Bearer a1b2c3d4e5' }] };
    expect(secretIn({ key: 'http.request.header.authorization', value: inList })).toBe('um token Bearer');
    expect(secretIn({ key: 'dados', value: { type: 'kvlist', value: [text('x', 'ana@exemplo.com')] } })).toBe(
      'um e-mail',
    );
    expect(secretIn({ key: 'cpf', value: { type: 'int', value: 52998224725n } })).toBe('um CPF');
  });
});

describe('não confunde', () => {
  test.each([
    ['gen_ai.token.type', 'input'],
    ['gen_ai.usage.total_token', '120000'],
    ['user.email_verified', 'true'],
    ['user.hash', '5d41402abc4b2a76b9719d911017c592'],
    ['vcs.ref.head.revision', 'a94a8fe5ccb19ba61c4c0873d391e987982fbbd3'],
    ['tokens_used', '120'],
    ['session.id', 'dVbnhK4nzU'],
    ['auth.reset_password', 'requested'],
    ['vault.secret', 'kv/data/loja'],
    ['process.env.PWD', '/home/ana/loja-2.0/'],
    ['env.pwd', 'C:\\Users\\ana'],
    ['db.password', '/run/secrets/db_password'],
    ['fetch.credentials', 'same-origin'],
    ['http.request.header.authorization', 'Bearer REDACTED'],
    ['http.request.header.authorization', 'Bearer ***********'],
    ['url.full', 'http://loja/?page_token=abc123'],
    ['process.command_line', 'ajuda: use --password=SENHA'],
    ['process.command_line', 'loja --password-file=/run/senha --token=$TOKEN'],
    ['db.query.text', 'SELECT * FROM clientes WHERE senha = ? AND password = $1'],
    ['db.query.text', "UPDATE clientes SET password = '****'"],
    ['user_agent.original', 'Robo/1.0 (contato: robo@exemplo.com)'],
    ['lexer.token', 'identificador'],
    ['next_page_token', 'a1b2c3d4e5f6a7b8c9'],
    ['db.password', '***'],
    ['http.request.header.authorization', '[REDACTED]'],
    ['http.request.header.cookie', '["REDACTED"]'],
    ['url.full', 'http://loja/?token=REDACTED&sig=REDACTED'],
    ['url.full', 'http://REDACTED:REDACTED@loja/'],
    ['db.connection', 'postgres://db:5432/loja'],
    ['auth.method', 'password'],
    ['authz.authorization', 'none'],
    ['feature.cookie', 'accepted'],
    ['auth.password', 'required'],
    ['session.id', '00112233-4455-6677-8899-aabbccddeeff'],
    ['url.query', 'token={token}&page=2'],
    ['db.query.text', 'UPDATE clientes SET password=$1'],
    ['db.connection', 'Server=db;Password=@senha;'],
    ['db.connection', 'postgresql://loja@db.internal:5432/x'],
    ['db.connection', 'postgresql://loja@db.exemplo.com:5432/x'],
    ['service.instance.id', '1234@my-host.lan'],
    ['messaging.destination.name', 'kafka@broker.local'],
    ['url.full', 'https://unpkg.com/vue@next.min.js'],
    ['nota', 'risk_level_alto'],
    ['nota', 'Basic authentication'],
    ['nota', 'Bearer authentication failed'],
    ['process.command', '/x/node_modules/express@4.18.2/lib'],
    ['code.file.path', '/x/node_modules/@babel/core/lib.js'],
    ['vcs.repository.url.full', 'git@github.com:turma/lab.git'],
    ['url.path', '/img/logo@2x.png'],
    ['code.file.path', '/x/.pnpm/foo@1.0.0-beta.rc/lib.js'],
    ['messaging.message.id', '<123@servidor.com.br>'],
    ['nota', '123.456.789-00'],
    ['nota', '000.000.000-00'],
    ['cliente.cpf', '12345678900'],
    ['pedido.id', '52998224725'],
    ['url.path', '/v1/users/42'],
    ['nota', ''],
  ])('%s=%s', (key, value) => {
    expect(secretIn(text(key, value))).toBeUndefined();
  });

  test('números com nome de segredo', () => {
    expect(secretIn({ key: 'gen_ai.max_token', value: { type: 'int', value: 4096n } })).toBeUndefined();
    expect(secretIn({ key: 'has_password', value: { type: 'bool', value: true } })).toBeUndefined();
  });
});

test('procura em atributos, eventos e recurso, e nunca repete o valor', async () => {
  const event = {
    timeUnixNano: 1n,
    name: 'exception',
    attributes: [text('exception.message', 'ana@exemplo.com não existe')],
    droppedAttributesCount: 0,
  };
  const attributes = [text('db.password', 'hunter2-super')];
  const resourceAttributes = [text('process.command_line', `app --auth "Bearer ${JWT}"`)];
  const spans = [1, 2].map((n) => timed(n, [0, 1], { attributes, events: [event], resourceAttributes }));
  const finding = await findingOf(rule, spans);
  // Dois spans, o evento de cada um, e o recurso, que é um só.
  expect(finding?.count).toBe(5);
  expect(finding?.examples.map(({ detail }) => detail)).toEqual([
    'db.password: parece um segredo, pelo nome da chave',
    'exception.message: parece um e-mail',
    'process.command_line: parece um token Bearer',
  ]);
  expect(JSON.stringify(finding)).not.toMatch(/hunter2|ana@|eyJ/);
});

test('procura também em nomes, na mensagem do status, nos links e no escopo, que conta uma vez só', async () => {
  const link = { traceId: TRACE_B, spanId: spanId(9), traceState: '', droppedAttributesCount: 0, flags: 0 };
  const leaky: Partial<TestSpan> = {
    name: 'login de ana@exemplo.com',
    status: { code: 2, message: 'falhou com Bearer a1b2c3d4e5' },
    events: [{ timeUnixNano: 1n, name: 'enviado a ana@exemplo.com', attributes: [], droppedAttributesCount: 0 }],
    links: [{ ...link, attributes: [text('db.password', 'hunter2-super')] }],
    scopeName: 'loja',
    scopeAttributes: [text('api_key', 'abcdefgh')],
  };
  const finding = await findingOf(rule, [timed(1, [0, 1], leaky)]);
  expect(finding?.count).toBe(5);
  expect(JSON.stringify(finding)).not.toMatch(/hunter2|ana@|a1b2|abcdefgh/);
  const details = finding?.examples.map(({ detail }) => detail);
  expect(details).toEqual([
    'db.password: parece um segredo, pelo nome da chave',
    'api_key: parece um segredo, pelo nome da chave',
    'nome do span: parece um e-mail',
  ]);
  const plain = timed(1, [0, 1], {
    name: 'login',
    status: { code: 2, message: 'senha errada' },
    links: [{ ...link, attributes: [] }],
  });
  expect(await findingOf(rule, [plain])).toBeUndefined();
});
