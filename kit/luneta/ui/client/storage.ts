/** O que se guarda no navegador. Quando ele não deixa, é como se nada tivesse sido guardado. */

type Place = 'localStorage' | 'sessionStorage';

export function readStored(place: Place, key: string): string | undefined {
  try {
    return globalThis[place].getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param value `undefined` o apaga. */
export function store(place: Place, key: string, value: string | undefined): void {
  try {
    if (value === undefined) globalThis[place].removeItem(key);
    else globalThis[place].setItem(key, value);
  } catch {
    // Sem onde guardar, vale só nesta página.
  }
}
