/** Que defeito se pediu: um dos que têm nome, ou o tipo e o serviço. */
import type { Lab } from '../../../course/manifest.ts';
import { UsageError } from '../../../usage-error.ts';
import { serveTexts } from '../serve/serve-texts.ts';

/** `lento:geolocator-service`, e `@1732275600000` para só começar a essa hora. */
const WRITTEN = /^(?<kind>[^:@]+):(?<service>[^:@]+)(?<since>@\d+)?$/;

/** @returns Como os serviços o leem: `slow:geolocator-service`. @throws UsageError */
export function readFault({ number, faults, services = [] }: Lab, written: string): string {
  if (!faults) throw new UsageError(serveTexts.noFaults(number));
  const { kinds, named } = faults;
  const known = named[plain(written)];
  if (known !== undefined) return known;
  const { kind = '', service = '', since = '' } = WRITTEN.exec(written)?.groups ?? {};
  if (kind === '') throw new UsageError(serveTexts.unknownFault(written, Object.keys(named)));
  const found = Object.keys(kinds).find((name) => [name, ...kinds[name]!].includes(plain(kind)));
  if (found === undefined) {
    throw new UsageError(
      serveTexts.unknownKind(
        kind,
        Object.values(kinds).map(([own = '']) => own),
      ),
    );
  }
  const names = services.map(({ name }) => name);
  if (!names.includes(service)) throw new UsageError(serveTexts.unknownService(service, names));
  return `${found}:${service}${since}`;
}

/** `Cabeçalho-Perdido` é `cabecalho_perdido`. */
function plain(word: string): string {
  return word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('-', '_');
}
