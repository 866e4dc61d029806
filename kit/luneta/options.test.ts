import { describe, expect, test } from 'vitest';
import { DOORS, PORT_NAMES } from './doors.ts';
import { UsageError } from '../usage-error.ts';
import { helpText, readOptions } from './options.ts';

describe('opções da linha de comando', () => {
  test('sem nada: os padrões', () => {
    expect(readOptions([], {})).toEqual({
      hosts: undefined,
      ports: {},
      freePorts: false,
      maxBytes: 256 << 20,
      corsOrigins: undefined,
      data: undefined,
      samplingStrategies: undefined,
      json: false,
      help: false,
    });
  });

  test('cada porta tem opção e variável, e a opção vale mais', () => {
    for (const name of PORT_NAMES) {
      const { flag } = DOORS[name];
      const variable = `LUNETA_${flag.toUpperCase().replaceAll('-', '_')}`;
      expect(readOptions([`--${flag}`, '7000'], { [variable]: '8000' }).ports).toEqual({ [name]: 7000 });
      expect(readOptions([], { [variable]: '0' }).ports).toEqual({ [name]: 0 });
      expect(readOptions([`--${flag}=off`], {}).ports).toEqual({ [name]: 'off' });
    }
  });

  test('as demais opções e variáveis', () => {
    const flags = [
      '--host',
      '0.0.0.0',
      '--host',
      '::',
      '--free-ports',
      '--max-bytes',
      '64M',
      '--data',
      'aulas/1',
      '--sampling-strategies',
      'regras.json',
      '--json',
    ];
    expect(readOptions(flags, {})).toMatchObject({
      hosts: ['0.0.0.0', '::'],
      freePorts: true,
      maxBytes: 64 << 20,
      data: 'aulas/1',
      samplingStrategies: 'regras.json',
      json: true,
    });
    expect(
      readOptions([], {
        LUNETA_HOST: '127.0.0.1, ::1',
        LUNETA_FREE_PORTS: '1',
        LUNETA_MAX_BYTES: '1G',
        LUNETA_DATA: '/var/lib/luneta',
        LUNETA_SAMPLING_STRATEGIES: '/etc/regras.json',
      }),
    ).toMatchObject({
      hosts: ['127.0.0.1', '::1'],
      freePorts: true,
      maxBytes: 1 << 30,
      data: '/var/lib/luneta',
      samplingStrategies: '/etc/regras.json',
    });
  });

  test.each(['LUNETA_FREE_PORTS', 'LUNETA_JSON'] as const)('%s: 1 e true ligam, 0 e false não', (variable) => {
    const read = (value: string): boolean => {
      const { freePorts, json } = readOptions([], { [variable]: value });
      return variable === 'LUNETA_JSON' ? json : freePorts === true;
    };
    expect(['1', 'true', 'TRUE'].map(read)).toEqual([true, true, true]);
    expect(['0', 'false', 'False', ''].map(read)).toEqual([false, false, false, false]);
    for (const value of ['sim', 'yes', '2', ' ']) {
      expect(() => read(value)).toThrow(UsageError);
      expect(() => read(value)).toThrow(`${variable} precisa ser 1 (ou true) ou 0 (ou false); recebido: "${value}"`);
    }
  });

  test('todas as portas fechadas: nada a fazer, e é dito', () => {
    const closed = PORT_NAMES.flatMap((name) => [`--${DOORS[name].flag}`, 'off']);
    expect(() => readOptions(closed, {})).toThrow(UsageError);
    expect(() => readOptions(closed, {})).toThrow('Todas as portas estão em "off"');
    expect(readOptions([...closed, '--ui', '0'], {}).ports?.ui).toBe(0);
  });

  test('variáveis vazias são como ausentes: LUNETA_HOST= não abre a máquina à rede', () => {
    const empty = {
      LUNETA_HOST: '',
      LUNETA_UI: '',
      LUNETA_MAX_BYTES: '',
      LUNETA_FREE_PORTS: '',
      LUNETA_JSON: '',
      LUNETA_DATA: '',
    };
    expect(readOptions([], empty)).toEqual(readOptions([], {}));
    expect(readOptions([], { LUNETA_HOST: '127.0.0.1,' }).hosts).toEqual(['127.0.0.1']);
  });

  test.each([
    [['--host', ''], '--host precisa de um valor', 'recebido: ""'],
    [['--otlp-http', 'abc'], '--otlp-http precisa de um número de 0 a 65535', 'recebido: "abc"'],
    [['--ui', '70000'], '--ui precisa de um número', 'recebido: "70000"'],
    [['--ui', '-1'], 'Opção mal escrita: --ui', 'recebido: "-1"', '--help'],
    [['--max-bytes', '-5'], '--max-bytes', 'recebido: "-5"'],
    [['--json=1'], '--json', 'recebido: "1"'],
    [['--ui=3', '--ui', '-1'], 'recebido: "-1"'],
    [['--cors-origin', 'xx'], '--cors-origin precisa de uma origem', 'como em https://exemplo.br; recebido: "xx"'],
    [['--cors-origin', '*'], 'como em https://exemplo.br; recebido: "*"'],
    [['--cors-origin', 'localhost:3000'], 'como em https://exemplo.br; recebido: "localhost:3000"'],
    [['--cors-origin', 'https://a.br/b'], 'como em https://a.br; recebido: "https://a.br/b"'],
    [['--cors-origin', 'https://A.br:443'], 'como em https://a.br; recebido'],
    [['--ui', '4318', '--otlp-http', '4318'], '--ui e --otlp-http ficariam na mesma porta, a 4318/tcp'],
    [['--zipkin', '4317'], '--otlp-grpc e --zipkin ficariam na mesma porta, a 4317/tcp'],
    [['--max-bytes', '12'], '--max-bytes precisa de um tamanho de 1M a 4G', 'recebido: "12"'],
    [['--data', ''], '--data precisa do nome de uma pasta', 'recebido: ""'],
    [['--data', '  '], '--data precisa do nome de uma pasta', 'recebido: "  "'],
    [['--max-bytes', '9G'], '--max-bytes', 'recebido: "9G"'],
    [['--forward', 'localhost:4318'], '--forward precisa do endereço de um OTLP/HTTP', 'recebido: "localhost:4318"'],
    [['--forward', 'http://ana:senha@x:4318'], '--forward precisa do endereço'],
    [['--forward', ''], '--forward precisa do endereço', 'recebido: ""'],
    [['--scrape', 'localhost:9464'], '--scrape precisa do endereço', 'recebido: "localhost:9464"'],
    [['--scrape', ''], '--scrape precisa de um valor'],
    [['--student', 'Ana'], '--student só vale com --forward'],
    [['--forward', 'http://x:4318', '--student', ' '], '--student precisa de um nome', 'recebido: " "'],
    [['--porta', '1'], 'Opção desconhecida: --porta', '--help'],
    [['subir'], 'Argumento inesperado: "subir"', '--help'],
    [['--json=sim'], '--json', '--help'],
    [['--otlp-http'], '--otlp-http', '--help'],
  ])('%j: uma frase clara', (argv, ...parts) => {
    expect(() => readOptions(argv, {})).toThrow(UsageError);
    for (const part of parts) expect(() => readOptions(argv, {})).toThrow(part);
  });

  test.each([
    [{ LUNETA_UI: 'abc' }, 'LUNETA_UI precisa de um número'],
    [{ LUNETA_MAX_BYTES: 'banana' }, 'LUNETA_MAX_BYTES precisa de um tamanho'],
    [{ LUNETA_CORS_ORIGIN: 'https://a.br,xx' }, 'LUNETA_CORS_ORIGIN precisa de uma origem'],
    [{ LUNETA_UI: '4318' }, 'LUNETA_UI e --otlp-http ficariam'],
    [{ LUNETA_HOST: ',' }, 'LUNETA_HOST precisa de um valor; recebido: ","'],
    [{ LUNETA_HOST: ' ' }, 'LUNETA_HOST precisa de um valor; recebido: " "'],
  ])('%j: o erro cita a variável', (env, message) => {
    expect(() => readOptions([], env)).toThrow(UsageError);
    expect(() => readOptions([], env)).toThrow(message);
  });

  test('o erro é da linha de comando quando ela vence a variável', () => {
    expect(() => readOptions(['--ui', 'x'], { LUNETA_UI: '0' })).toThrow('--ui precisa');
  });

  test('duas portas podem ter o número 0, um número em TCP e em UDP, ou trocar de lugar com --free-ports', () => {
    expect(readOptions(['--ui', '0', '--zipkin', '0'], {}).ports).toEqual({ ui: 0, zipkin: 0 });
    expect(readOptions(['--ui', '6831'], {}).ports).toEqual({ ui: 6831 });
    expect(readOptions(['--ui', '4318', '--otlp-http', 'off'], {}).ports).toEqual({ ui: 4318, otlpHttp: 'off' });
    expect(readOptions(['--ui', '4318', '--free-ports'], {}).ports).toEqual({ ui: 4318 });
  });

  test('as origens que um navegador manda', () => {
    const origins = ['https://exemplo.br', 'http://[::1]:8080', 'chrome-extension://abcdef', 'null'];
    expect(readOptions([], { LUNETA_CORS_ORIGIN: origins.join(', ') }).corsOrigins).toEqual(origins);
  });

  test('a ajuda cita todas as portas e cabe em 100 colunas', () => {
    for (const name of PORT_NAMES) expect(helpText()).toContain(`--${DOORS[name].flag} `);
    expect(
      Math.max(
        ...helpText()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(100);
  });
});
