// "De onde você olha?": o formulário, a busca e o que ela responde.

import { ApiError, searchPlace, type Sighting } from './api.ts';
import { traceUrl } from '@lab-otel/comum/page/backend.ts';
import { byId, element } from '@lab-otel/comum/page/dom.ts';
import type { Config } from './config.ts';
import { searchFailure } from './failures.ts';
import { formatKm, formatPlace, formatPosition, formatTime } from './format.ts';
import { isAboveHorizon } from './geometry.ts';
import { interact } from './telemetry.ts';

const DEADLINE_MS = 30_000;
/** Daqui em diante, quem espera merece saber que ainda se espera. */
const SLOW_MS = 3_000;

type Answer = Sighting | ApiError;

/** Liga o formulário. @param found Recebe cada lugar encontrado, e a estação daquele instante. */
export function startSearch(config: Config, found: (sighting: Sighting) => void): void {
  const form = byId<HTMLFormElement>('search');
  const place = byId<HTMLInputElement>('place');
  const email = byId<HTMLInputElement>('email');
  const button = byId<HTMLButtonElement>('submit');
  const result = byId('result');
  const missing = byId('place-error');

  const show = (className: string, ...children: (Node | string)[]): void => {
    result.replaceChildren(element('div', className, ...children));
  };

  const search = async (name: string): Promise<void> => {
    setBusy(true);
    show('waiting', `Procurando ${name}…`);
    const slow = setTimeout(
      () => show('waiting', `Procurando ${name}… Está demorando mais que o de costume.`),
      SLOW_MS,
    );
    let traceId: string | undefined;
    try {
      const answer = await interact('search-place', async ({ fetch, ...interaction }): Promise<Answer> => {
        traceId = interaction.traceId;
        const call = (path: string): Promise<Response> => fetch(path, { signal: AbortSignal.timeout(DEADLINE_MS) });
        try {
          return await searchPlace(call, name, email.value.trim());
        } catch (error) {
          // Quem perguntou teve a sua resposta: a busca não falhou, embora para o fetch um 404 seja erro.
          if (error instanceof ApiError && error.status === 404) return error;
          throw error;
        }
      });
      if (answer instanceof ApiError) return showFailure(answer);
      found(answer);
      show('sighting', ...sightingParts(answer), ...traceParts(traceId, 'O trace desta busca'));
    } catch (error) {
      showFailure(error instanceof ApiError ? error : new ApiError(0));
    } finally {
      clearTimeout(slow);
      setBusy(false);
    }

    function showFailure(error: ApiError): void {
      const { title, advice, broken } = searchFailure(error, name);
      const trace = broken ? traceParts(traceId ?? error.traceId, 'O trace desta busca', true) : [];
      show(broken ? 'failure broken' : 'failure', element('h3', '', title), element('p', '', advice), ...trace);
    }
  };

  const setBusy = (busy: boolean): void => {
    // Desabilitado, o botão perderia o foco de quem o apertou.
    button.setAttribute('aria-disabled', String(busy));
    button.textContent = busy ? 'Procurando…' : 'Procurar';
  };

  const setMissing = (text: string): void => {
    missing.textContent = text;
    place.setAttribute('aria-invalid', String(text !== ''));
  };

  function traceParts(traceId: string | undefined, label: string, withId = false): Node[] {
    if (!traceId) return [];
    const url = traceUrl(config.backendUrl, traceId);
    if (!url && !withId) return [];
    const link = element(url ? 'a' : 'span', '', label);
    if (url) link.setAttribute('href', url);
    return [element('p', 'trace', link, ...(withId ? [' ', element('code', '', traceId)] : []))];
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (button.getAttribute('aria-disabled') === 'true') return;
    const name = place.value.trim();
    setMissing(name ? '' : 'Escreva o nome de uma cidade.');
    if (name) void search(name);
    else place.focus();
  });
  place.addEventListener('input', () => setMissing(''));
  for (const example of document.querySelectorAll<HTMLButtonElement>('[data-place]')) {
    example.addEventListener('click', () => {
      place.value = example.dataset.place ?? '';
      form.requestSubmit();
    });
  }
  button.disabled = false;
}

function sightingParts({ station, place, distanceKm }: Sighting): Node[] {
  const here: [number, number] = [place.longitude, place.latitude];
  const visible = isAboveHorizon(here, station);
  return [
    element('p', 'from', `De ${formatPlace(place)}`),
    element('p', 'distance', formatKm(distanceKm)),
    element('p', 'detail', `até a estação, às ${formatTime(station.at)}. Você está em ${formatPosition(here)}.`),
    element(
      'p',
      visible ? 'in-sight yes' : 'in-sight',
      visible ? 'Ela está acima do seu horizonte agora.' : 'Ela está abaixo do seu horizonte agora.',
    ),
  ];
}
