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
    expect(readOptions([], { LUNETA_HOST: ' , ' }).hosts).toBeUndefined();
    expect(readOptions([], { LUNETA_HOST: '127.0.0.1,' }).hosts).toEqual(['127.0.0.1']);
  });

  test.each([
    [['--host', ''], '--host precisa de um valor', 'recebido: ""'],
    [['--otlp-http', 'abc'], '--otlp-http precisa de um número de 0 a 65535', 'recebido: "abc"'],
    [['--ui', '70000'], '--ui precisa de um número', 'recebido: "70000"'],
    [['--ui', '-1'], '--ui', '--help'],
    [['--max-bytes', '12'], '--max-bytes precisa de um tamanho de 1M a 4G', 'recebido: "12"'],
    [['--data', ''], '--data precisa do nome de uma pasta', 'recebido: ""'],
    [['--max-bytes', '9G'], '--max-bytes', 'recebido: "9G"'],
    [['--porta', '1'], 'Opção desconhecida: --porta', '--help'],
    [['subir'], 'Argumento inesperado: "subir"', '--help'],
    [['--json=sim'], '--json', '--help'],
    [['--otlp-http'], '--otlp-http', '--help'],
  ])('%j: uma frase clara', (argv, ...parts) => {
    expect(() => readOptions(argv, {})).toThrow(UsageError);
    for (const part of parts) expect(() => readOptions(argv, {})).toThrow(part);
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
