/** O diário numa pasta de verdade: gravar, recomeçar, caber no disco, e o que fazer quando o disco falha. */
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writevSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DataFolderError } from './data-folder-error.ts';
import type { DiskCalls } from './disk-calls.ts';
import { LOCK_FILE } from './folder-lock.ts';
import { type Journal, type JournalOptions, openJournal } from './journal.ts';
import { segmentPath } from './segment-files.ts';
import { encodeHeader, FRAME_HEADER_BYTES, HEADER_BYTES } from './segment-format.ts';

const MAX_STORE_BYTES = 1 << 20;

let parent: string;
let directory: string;
let warnings: string[];
const opened: Journal[] = [];

beforeEach(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'luneta-diario-'));
  directory = path.join(parent, 'dados');
  warnings = [];
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((journal) => journal.close()));
  rmSync(parent, { recursive: true, force: true });
});

async function open(options: Partial<JournalOptions> = {}): Promise<Journal> {
  const onWarning = (message: string): void => void warnings.push(message);
  const journal = await openJournal({
    holds: 'traces',
    directory,
    maxStoreBytes: MAX_STORE_BYTES,
    onWarning,
    ...options,
  });
  opened.push(journal);
  return journal;
}

/** Abre e relê: os pedidos guardados, como texto. */
async function reopen(options: Partial<JournalOptions> = {}): Promise<{ journal: Journal; texts: string[] }> {
  const journal = await open(options);
  const texts: string[] = [];
  await journal.replay((request) => void texts.push(request.toString()));
  return { journal, texts };
}

async function write(...texts: string[]): Promise<void> {
  const { journal } = await reopen();
  for (const text of texts) journal.append(Buffer.from(text));
  await journal.close();
}

function segments(): string[] {
  return readdirSync(directory)
    .filter((name) => name.endsWith('.journal'))
    .toSorted();
}

function diskBytes(): number {
  return segments().reduce((sum, name) => sum + statSync(path.join(directory, name)).size, 0);
}

describe('gravar e recomeçar', () => {
  test('o que foi gravado volta, na ordem, de todos os inícios anteriores', async () => {
    await write('a', 'b');
    await write('c');
    expect((await reopen()).texts).toEqual(['a', 'b', 'c']);
    expect(warnings).toEqual([]);
  });

  test('cada pedido está no arquivo quando `append` volta, sem esperar por `close`', async () => {
    const journal = await open();
    journal.append(Buffer.from('agora'));
    expect(readFileSync(segmentPath(directory, 1)).subarray(-5).toString()).toBe('agora');
  });

  test('inícios sem pedidos não criam nem aumentam nada', async () => {
    await write('a');
    const before = diskBytes();
    for (let i = 0; i < 3; i++) await write();
    expect(segments()).toHaveLength(1);
    expect(diskBytes()).toBe(before);
  });

  test('a pasta é criada só para o dono, e depois de fechar não sobra trava', async () => {
    directory = path.join(parent, 'uma', 'outra');
    await write('a');
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(segmentPath(directory, 1)).mode & 0o777).toBe(0o600);
    expect(readdirSync(directory)).toEqual(['segment-0000000001.journal']);
  });

  test('`retract` desfaz só o último', async () => {
    const journal = await open();
    for (const text of ['a', 'b', 'c']) journal.append(Buffer.from(text));
    journal.retract();
    journal.append(Buffer.from('d'));
    await journal.close();
    expect((await reopen()).texts).toEqual(['a', 'b', 'd']);
  });

  test('depois de fechado, um pedido é recusado como indisponível', async () => {
    const journal = await open();
    await journal.close();
    expect(() => journal.append(Buffer.from('a'))).toThrow(expect.objectContaining({ code: 'unavailable' }));
  });

  test('um pedido que ninguém aceita de volta é contado, e os outros seguem', async () => {
    await write('a', 'veneno', 'c', 'veneno');
    const texts: string[] = [];
    const journal = await open();
    await journal.replay((request) => {
      if (request.toString() === 'veneno') throw new Error('não desce');
      texts.push(request.toString());
    });
    expect(texts).toEqual(['a', 'c']);
    expect(warnings).toEqual([expect.stringMatching(/2 pedidos .* não foram aceitos .*não desce/)]);
  });
});

describe('arquivos estragados', () => {
  test('cauda rasgada: cortada com um aviso que diz o arquivo e quantos bytes, e uma vez só', async () => {
    await write('a', 'b');
    const file = segmentPath(directory, 1);
    truncateSync(file, statSync(file).size - 1);
    expect((await reopen()).texts).toEqual(['a']);
    expect(warnings).toEqual([expect.stringContaining(`${FRAME_HEADER_BYTES} bytes incompletos no fim de ${file}`)]);
    await opened.pop()!.close();
    warnings = [];
    await write('c');
    expect((await reopen()).texts).toEqual(['a', 'c']);
    expect(warnings).toEqual([]);
  });

  test('um byte trocado no meio: o resto volta, com aviso, e o arquivo não é mexido', async () => {
    await write('aaaa', 'bbbb', 'cccc');
    const file = segmentPath(directory, 1);
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('bbbb')] ^= 1;
    writeFileSync(file, bytes);
    expect((await reopen()).texts).toEqual(['aaaa', 'cccc']);
    expect(warnings).toEqual([expect.stringMatching(/estragado: 17 bytes ilegíveis .*a partir do byte 33/)]);
    expect(readFileSync(file)).toEqual(bytes);
  });

  test('cabeçalho estragado: os pedidos voltam mesmo assim', async () => {
    await write('a', 'b');
    const file = segmentPath(directory, 1);
    const bytes = readFileSync(file);
    bytes[0] ^= 1;
    writeFileSync(file, bytes);
    expect((await reopen()).texts).toEqual(['a', 'b']);
    expect(warnings).toHaveLength(1);
  });

  test('um pedido de outro sinal: pulado, com aviso', async () => {
    await write('a', 'b');
    const file = segmentPath(directory, 1);
    const bytes = readFileSync(file);
    const frame = bytes.subarray(HEADER_BYTES, HEADER_BYTES + FRAME_HEADER_BYTES + 1);
    frame[FRAME_HEADER_BYTES - 1] = 3;
    frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
    writeFileSync(file, bytes);
    expect((await reopen()).texts).toEqual(['b']);
    expect(warnings).toEqual([expect.stringContaining('1 pedidos que não são de traces foram pulados')]);
  });

  test('arquivo vazio: nada a dizer', async () => {
    await write('a');
    writeFileSync(segmentPath(directory, 2), '');
    await write('b');
    expect((await reopen()).texts).toEqual(['a', 'b']);
    expect(warnings).toEqual([]);
  });

  test('um arquivo com o nosso nome e outro conteúdo: avisado, deixado como estava e nunca apagado', async () => {
    await write('a');
    const foreign = segmentPath(directory, 2);
    writeFileSync(foreign, 'a tese de alguém');
    const { journal, texts } = await reopen();
    expect(texts).toEqual(['a']);
    expect(warnings).toEqual([expect.stringContaining(`${foreign} tem nome de diário e não é um`)]);
    for (let i = 0; i < 60; i++) journal.append(Buffer.alloc(100_000, 'x'));
    expect(existsSync(segmentPath(directory, 1))).toBe(false);
    expect(readFileSync(foreign, 'utf8')).toBe('a tese de alguém');
  });

  test('um arquivo enorme que não é nosso não impede os mais antigos de voltarem', async () => {
    await write('a');
    writeFileSync(segmentPath(directory, 2), '');
    truncateSync(segmentPath(directory, 2), 2 ** 30);
    expect((await reopen()).texts).toEqual(['a']);
    expect(warnings).toEqual([expect.stringContaining('tem nome de diário e não é um')]);
    expect(statSync(segmentPath(directory, 2)).size).toBe(2 ** 30);
  });

  test('maior que um arquivo do diário: o começo volta, e o resto não é cortado', async () => {
    await write('a');
    truncateSync(segmentPath(directory, 1), 2 ** 30);
    expect((await reopen()).texts).toEqual(['a']);
    expect(warnings).toEqual([expect.stringContaining('é maior que um arquivo do diário')]);
    expect(statSync(segmentPath(directory, 1)).size).toBe(2 ** 30);
  });

  test('outros arquivos e pastas da pasta nunca são tocados', async () => {
    mkdirSync(directory);
    const names = ['anotações.txt', 'segment-1.journal', 'segment-0000000001.journal.bak'];
    for (const name of names) writeFileSync(path.join(directory, name), 'meu');
    mkdirSync(segmentPath(directory, 1));
    const { journal } = await reopen();
    for (let i = 0; i < 60; i++) journal.append(Buffer.alloc(100_000, 'x'));
    await journal.close();
    for (const name of names) expect(readFileSync(path.join(directory, name), 'utf8')).toBe('meu');
    expect(statSync(segmentPath(directory, 1)).isDirectory()).toBe(true);
    expect(warnings).toEqual([]);
  });

  test('uma versão mais nova do formato: recusada, sem tocar em nada', async () => {
    await write('a');
    const file = segmentPath(directory, 2);
    writeFileSync(file, Buffer.concat([encodeHeader(2), Buffer.from('coisas do futuro')]));
    const before = readFileSync(file);
    const failure = open();
    await expect(failure).rejects.toThrow(DataFolderError);
    await expect(failure).rejects.toThrow(/versão 2 do formato, e esta Luneta só lê a 1. Atualize/);
    expect(readFileSync(file)).toEqual(before);
    expect(existsSync(path.join(directory, LOCK_FILE))).toBe(false);
  });
});

describe('tamanho em disco', () => {
  test('os segmentos mais antigos saem; ficam pelo menos 4/3 do limite, e nunca mais que 1,6 vez', async () => {
    const { journal } = await reopen();
    let largest = 0;
    let smallestFull = Infinity;
    for (let i = 0; i < 2000; i++) {
      journal.append(Buffer.alloc(5000, String(i % 10)));
      const bytes = diskBytes();
      largest = Math.max(largest, bytes);
      if (i > 500) smallestFull = Math.min(smallestFull, bytes);
    }
    expect(largest).toBeLessThanOrEqual(1.6 * MAX_STORE_BYTES);
    expect(smallestFull).toBeGreaterThanOrEqual((4 / 3) * MAX_STORE_BYTES);
    await journal.close();
    const { texts } = await reopen();
    expect(texts.at(-1)?.[0]).toBe('9');
    expect(texts.length * 5000).toBeGreaterThan(MAX_STORE_BYTES);
  });

  test('um pedido maior que um segmento ocupa um só seu', async () => {
    const big = 'g'.repeat(300_000);
    await write('a', big, 'b');
    expect(segments()).toHaveLength(3);
    expect((await reopen()).texts).toEqual(['a', big, 'b']);
  });

  test('com um limite menor, só o fim é relido; e nada é apagado antes de chegar coisa nova', async () => {
    const options = { maxStoreBytes: 8 * MAX_STORE_BYTES };
    const { journal } = await reopen(options);
    for (let i = 0; i < 80; i++) journal.append(Buffer.alloc(100_000, String(i % 10)));
    await journal.close();
    const before = diskBytes();
    const smaller = await reopen();
    expect(smaller.texts.length).toBeLessThan(30);
    expect(smaller.texts.at(-1)?.[0]).toBe('9');
    await smaller.journal.close();
    expect(diskBytes()).toBe(before);
    const again = await reopen(options);
    expect(again.texts).toHaveLength(80);
    await again.journal.close();
    await write('novo');
    expect(diskBytes()).toBeLessThanOrEqual(1.6 * options.maxStoreBytes);
  });
});

describe('disco que falha', () => {
  /** Grava até o arquivo ter `limit` bytes; depois, uma parte do que couber e um erro, como um disco cheio. */
  function fullDisk(): Pick<DiskCalls, 'write'> & { limit: number } {
    const disk = {
      limit: Infinity,
      write: (fd: number, buffers: readonly Uint8Array[], position: number): number => {
        const bytes = Buffer.concat(buffers);
        const room = disk.limit - position;
        if (room >= bytes.length) return writevSync(fd, [bytes], position);
        if (room <= 0) throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        return writevSync(fd, [bytes.subarray(0, room)], position);
      },
    };
    return disk;
  }

  const append = (journal: Journal, text: string) => (): void => journal.append(Buffer.from(text));
  const unavailable = expect.objectContaining({
    code: 'unavailable',
    message: expect.stringContaining('o disco está cheio (ENOSPC)') as string,
  }) as Error;

  test('cheio em qualquer byte do quadro: recusado, sem resto no arquivo; com espaço, volta a aceitar', async () => {
    const frameBytes = FRAME_HEADER_BYTES + 6;
    for (let room = 0; room < frameBytes; room++) {
      const disk = fullDisk();
      directory = path.join(parent, `disco-${room}`);
      const { journal } = await reopen({ disk });
      append(journal, 'antes')();
      const size = diskBytes();
      disk.limit = size + room;
      expect(append(journal, 'cheio!')).toThrow(unavailable);
      expect(append(journal, 'cheio?')).toThrow(unavailable);
      expect(diskBytes()).toBe(size);
      disk.limit = Infinity;
      append(journal, 'depois')();
      await journal.close();
      expect((await reopen()).texts).toEqual(['antes', 'depois']);
    }
  });

  test('os avisos: um quando falha, um quando volta', async () => {
    const disk = fullDisk();
    const { journal } = await reopen({ disk });
    disk.limit = HEADER_BYTES;
    for (let i = 0; i < 3; i++) expect(append(journal, 'x')).toThrow(unavailable);
    disk.limit = Infinity;
    for (let i = 0; i < 3; i++) append(journal, 'x')();
    expect(warnings).toEqual([
      expect.stringContaining(`não deu para gravar em ${directory}: o disco está cheio (ENOSPC)`),
      expect.stringContaining('voltou a aceitar'),
    ]);
  });

  test('nem o cabeçalho de um novo segmento coube: nenhum arquivo fica para trás', async () => {
    const disk = fullDisk();
    const { journal } = await reopen({ disk });
    for (const limit of [0, 1, HEADER_BYTES - 1]) {
      disk.limit = limit;
      expect(append(journal, 'x')).toThrow(unavailable);
      expect(segments()).toEqual([]);
    }
  });

  test('escritas curtas sem erro são completadas', async () => {
    const drip: DiskCalls['write'] = (fd, buffers, position) =>
      writevSync(fd, [Buffer.concat(buffers).subarray(0, 3)], position);
    const { journal } = await reopen({ disk: { write: drip } });
    append(journal, 'aos pedaços')();
    await journal.close();
    expect((await reopen()).texts).toEqual(['aos pedaços']);
  });

  test('levar ao disco falhou: um aviso, e o próximo pedido vai para outro arquivo', async () => {
    const synced: number[] = [];
    const sync = async (fd: number): Promise<void> => {
      synced.push(fd);
      if (synced.length === 1) throw Object.assign(new Error('EIO: i/o error'), { code: 'EIO' });
    };
    const { journal } = await reopen({ disk: { sync } });
    append(journal, 'a')();
    await expect.poll(() => warnings, { timeout: 5000 }).toHaveLength(1);
    append(journal, 'b')();
    append(journal, 'c')();
    expect(segments()).toHaveLength(2);
    await journal.close();
    expect(synced).toHaveLength(2);
    expect(warnings).toEqual([expect.stringContaining('não confirmou que levou tudo ao disco: o disco falhou (EIO)')]);
    expect((await reopen()).texts).toEqual(['a', 'b', 'c']);
  });

  test('o nome de cada segmento vai ao disco uma vez, depois do conteúdo', async () => {
    const calls: string[] = [];
    const sync = async (): Promise<void> => void calls.push('sync');
    const syncDirectory = async (name: string): Promise<void> => void calls.push(path.basename(name));
    const { journal } = await reopen({ disk: { sync, syncDirectory } });
    append(journal, 'a')();
    await expect.poll(() => calls, { timeout: 5000 }).toEqual(['sync', 'dados']);
    append(journal, 'b')();
    await journal.close();
    expect(calls).toEqual(['sync', 'dados', 'sync']);
  });

  test('a pasta que não pôde ir ao disco é avisada como o resto', async () => {
    const syncDirectory = (): Promise<void> => Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' }));
    const { journal } = await reopen({ disk: { syncDirectory } });
    append(journal, 'a')();
    await journal.close();
    expect(warnings).toEqual([expect.stringContaining('o disco falhou (EIO)')]);
  });

  test('a pasta sumiu: recusado até ela voltar', async () => {
    const { journal } = await reopen();
    append(journal, 'a')();
    renameSync(directory, `${directory}-longe`);
    const gone = expect.objectContaining({ code: 'unavailable' }) as Error;
    for (let i = 0; i < 2; i++) expect(append(journal, 'b')).toThrow(gone);
    mkdirSync(directory);
    append(journal, 'c')();
    await journal.close();
    expect((await reopen()).texts).toEqual(['c']);
    expect(warnings).toEqual([
      expect.stringContaining('a pasta não existe mais (ENOENT)'),
      expect.stringContaining(`apagados de ${directory} (1). O que eles guardavam só existe na memória, e não volta`),
      expect.stringContaining('voltou a aceitar'),
    ]);
  });

  test('a pasta saiu do lugar e voltou como estava: nada foi apagado, e nada é avisado como se fosse', async () => {
    const { journal } = await reopen();
    append(journal, 'a')();
    renameSync(directory, `${directory}-longe`);
    expect(append(journal, 'b')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    renameSync(`${directory}-longe`, directory);
    append(journal, 'c')();
    await journal.close();
    expect((await reopen()).texts).toEqual(['a', 'c']);
    expect(warnings).toHaveLength(2);
  });

  test('a pasta apagada e refeita volta a ter trava: outra Luneta não começa nela', async () => {
    const { journal } = await reopen();
    append(journal, 'a')();
    rmSync(directory, { recursive: true });
    expect(append(journal, 'b')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    mkdirSync(directory);
    append(journal, 'b')();
    await expect(open()).rejects.toThrow('já está em uso');
  });

  test('outra Luneta tomou a pasta refeita: recusado até ela sair, e os arquivos dela não são tocados', async () => {
    const { journal } = await reopen();
    append(journal, 'a')();
    rmSync(directory, { recursive: true });
    const other = await reopen();
    append(other.journal, 'da outra')();
    for (let i = 0; i < 3; i++) {
      expect(append(journal, 'b')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    }
    await other.journal.close();
    append(journal, 'b')();
    await journal.close();
    expect((await reopen()).texts).toEqual(['da outra', 'b']);
  });

  test('o segmento foi apagado: o próximo pedido vai para um novo', async () => {
    const { journal } = await reopen();
    append(journal, 'a')();
    rmSync(segmentPath(directory, 1));
    expect(append(journal, 'b')).toThrow(expect.objectContaining({ code: 'unavailable' }));
    append(journal, 'b')();
    await journal.close();
    expect((await reopen()).texts).toEqual(['b']);
  });
});

describe('pastas que não servem', () => {
  test.runIf(existsSync('/proc/self'))(
    'um lugar onde não se criam pastas: um erro, e não uma espera sem fim',
    async () => {
      directory = '/proc/luneta/dados';
      await expect(open()).rejects.toThrow(
        'Não deu para criar a pasta /proc/luneta: em /proc não se criam pastas (ENOENT)',
      );
    },
  );

  test('um link simbólico para lugar nenhum', async () => {
    symlinkSync(path.join(parent, 'nada'), directory);
    await expect(open()).rejects.toThrow(`${directory}: é um link simbólico para um lugar que não existe`);
  });

  test('a trava é uma pasta: a mensagem diz qual', async () => {
    mkdirSync(path.join(directory, LOCK_FILE), { recursive: true });
    const failure = open();
    await expect(failure).rejects.toThrow(DataFolderError);
    await expect(failure).rejects.toThrow(`${path.join(directory, LOCK_FILE)} é uma pasta`);
  });

  test.each([
    ['é um arquivo', () => writeFileSync(directory, 'oi')],
    [
      'fica dentro de um arquivo',
      () => ((directory = path.join(directory, 'x')), writeFileSync(path.dirname(directory), '')),
    ],
  ])('%s: erro claro', async (_name, prepare) => {
    prepare();
    const failure = open();
    await expect(failure).rejects.toThrow(DataFolderError);
    await expect(failure).rejects.toThrow(/Não deu para .* não é uma pasta \(ENOTDIR\)/);
  });

  test('uma pasta em uso é recusada, e a recusa não solta a trava', async () => {
    const { journal } = await reopen();
    for (let i = 0; i < 2; i++) {
      await expect(open()).rejects.toThrow(new RegExp(`${directory} já está em uso .*processo ${process.pid}`));
    }
    journal.append(Buffer.from('a'));
    await journal.close();
    expect((await reopen()).texts).toEqual(['a']);
  });

  test('bytes depois do fim enquanto ninguém usa são cauda, mesmo em segmentos antigos', async () => {
    await write('a');
    await write('b');
    appendFileSync(segmentPath(directory, 1), 'sobra');
    expect((await reopen()).texts).toEqual(['a', 'b']);
    expect(warnings).toEqual([expect.stringContaining('5 bytes incompletos')]);
  });
});
