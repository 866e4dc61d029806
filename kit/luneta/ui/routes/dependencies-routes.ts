/** `/dependencies`: o mapa de serviços; `/dependencies/calls`: os traces entre dois deles. */
import Router from 'router';
import { nextTurn } from '../../http/slices.ts';
import { searchParams } from '../../http/url.ts';
import { readCallsBetween } from '../../query/calls-between.ts';
import { readServiceMap } from '../../query/service-map.ts';
import { parseDependencies } from '../dependencies-params.ts';
import { layoutMap, MAX_DRAWN_EDGES } from '../map-layout.ts';
import { renderCallsPage, renderMissingEnds } from '../pages/dependencies-calls-page.tsx';
import { renderDependenciesPage } from '../pages/dependencies-page.tsx';
import { MAX_PAGE_SPANS } from '../trace-cache.ts';
import type { UiDeps } from '../ui-deps.ts';
import { sendPage } from './send-page.ts';

export function dependenciesRoutes({ store, now, context, colorsFor }: UiDeps): Router.Router {
  const router = Router({ strict: true, caseSensitive: true });
  const nowNs = (): bigint => BigInt(now()) * 1_000_000n;

  router.get('/dependencies', async (request, response) => {
    const { form, startTimeMin } = parseDependencies(searchParams(request), nowNs());
    const services = store.getServices();
    if (startTimeMin === undefined) {
      sendPage(response, 400, renderDependenciesPage({ context: context(), form, services, colors: colorsFor([]) }));
      return;
    }
    await nextTurn();
    const map = await readServiceMap(store, startTimeMin, form.service);
    const drawnCalls = map.calls.slice(0, MAX_DRAWN_EDGES);
    // Quem só tem ligações que ficaram de fora do desenho também fica: apareceria solto, e não é.
    const hidden = new Set(map.calls.slice(MAX_DRAWN_EDGES).flatMap(({ parent, child }) => [parent, child]));
    for (const { parent, child } of drawnCalls) for (const name of [parent, child]) hidden.delete(name);
    const names = new Set(map.services.map(({ name }) => name));
    const layout = await layoutMap(
      [...names].filter((name) => !hidden.has(name)),
      drawnCalls.filter(({ parent, child }) => names.has(parent) && names.has(child)),
    );
    if (response.destroyed) return;
    const page = renderDependenciesPage({
      context: context(),
      form,
      services,
      map,
      layout,
      colors: colorsFor([...names]),
    });
    sendPage(response, 200, page);
  });

  router.get('/dependencies/calls', async (request, response) => {
    const params = searchParams(request);
    const [parent, child] = [params.get('parent') ?? '', params.get('child') ?? ''];
    if (parent === '' || child === '') return sendPage(response, 400, renderMissingEnds(context(), parent, child));
    const { form, startTimeMin } = parseDependencies(params, nowNs());
    if (startTimeMin === undefined) {
      const services = store.getServices();
      return sendPage(
        response,
        400,
        renderDependenciesPage({ context: context(), form, services, colors: colorsFor([]) }),
      );
    }
    const calls = await readCallsBetween(store, { parent, child, startTimeMin, maxSpans: MAX_PAGE_SPANS });
    if (response.destroyed) return;
    const colors = colorsFor([parent, child]);
    const page = renderCallsPage({
      context: context(),
      parent,
      child,
      lookback: form.lookback,
      calls,
      colors,
      nowMs: now(),
    });
    return sendPage(response, 200, page);
  });

  return router;
}
