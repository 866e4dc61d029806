/** A procura por uma porta livre. */
import { describe, expect, test } from 'vitest';
import { DOORS, openPort, PORT_NAMES, PortInUseError } from './doors.ts';

/** Abre só o que `isFree` deixa, e anota o que foi tentado. */
function opener(isFree: (port: number) => boolean, code = 'EADDRINUSE') {
  const tried: number[] = [];
  const open = async (port: number): Promise<number> => {
    tried.push(port);
    if (!isFree(port)) throw Object.assign(new Error(code), { code });
    return port;
  };
  return { tried, open };
}

describe('procurar outra porta', () => {
  test('sem freePorts, só a pedida; o erro é sobre ela', async () => {
    const { tried, open } = opener(() => false);
    await expect(openPort('ui', 20_000, false, open)).rejects.toThrow(
      /a porta 20000\/tcp .* já está em uso.*\. Feche quem a ocupa, escolha outra/,
    );
    expect(tried).toEqual([20_000]);
  });

  test.each([
    [4318, 14_318],
    [16_686, 26_686],
    [80, 10_080],
    [22_767, 10_007], // dez mil acima já seria uma efêmera: dá a volta
    [22_768, 10_008],
    [32_768, 20_008],
    [60_000, 24_480],
    [65_535, 30_015],
  ])('%i ocupada: a primeira que tenta é a %i', async (port, first) => {
    const { tried, open } = opener((candidate) => candidate !== port);
    expect(await openPort('ui', port, true, open)).toBe(first);
    expect(tried).toEqual([port, first]);
  });

  test.each([1, 4318, 16_686, 22_768, 32_767, 50_000, 65_535])(
    'a partir de %i, acha a única livre mesmo que seja a última, sem repetir nem passar às efêmeras',
    async (port) => {
      const all = opener(() => false);
      const failure = openPort('ui', port, true, all.open);
      await expect(failure).rejects.toThrow(PortInUseError);
      await expect(failure).rejects.toThrow(`a porta ${port}/tcp`);
      expect(new Set(all.tried).size).toBe(all.tried.length);
      expect(all.tried.length).toBeGreaterThan(2000);
      const others = all.tried.slice(1);
      expect(Math.min(...others)).toBeGreaterThanOrEqual(10_000);
      expect(Math.max(...others)).toBeLessThan(32_768);
      const last = others[others.length - 1];
      expect(await openPort('ui', port, true, opener((candidate) => candidate === last).open)).toBe(last);
    },
  );

  test('as portas padrão nunca disputam um número', async () => {
    const tried = await Promise.all(
      PORT_NAMES.map(async (name) => {
        const all = opener(() => false);
        await expect(openPort(name, DOORS[name].defaultPort, true, all.open)).rejects.toThrow(PortInUseError);
        return all.tried.slice(0, 50);
      }),
    );
    expect(new Set(tried.flat()).size).toBe(tried.flat().length);
  });

  test('proibida (EACCES) também faz procurar; outro erro, não', async () => {
    const { open } = opener((candidate) => candidate >= 1024, 'EACCES');
    expect(await openPort('ui', 80, true, open)).toBe(10_080);
    const refused = openPort('ui', 80, false, open);
    await expect(refused).rejects.toThrow(/o sistema não deixa abrir a porta 80\/tcp .*\. Escolha outra com --ui/);
    await expect(refused).rejects.not.toThrow('Feche');
    const odd = opener(() => false, 'EINVAL');
    await expect(openPort('ui', 80, true, odd.open)).rejects.toThrow('EINVAL');
    expect(odd.tried).toEqual([80]);
  });

  test('0 já é qualquer uma livre: uma tentativa só', async () => {
    const { tried, open } = opener(() => false);
    await expect(openPort('ui', 0, true, open)).rejects.toThrow(PortInUseError);
    expect(tried).toEqual([0]);
  });
});
