/** `/dependencies`: o mapa de serviços e a mesma coisa em tabela. */
import type { JSX } from 'preact';
import type { ServiceMap } from '../../query/service-map.ts';
import { dependenciesUrl, type DependenciesForm } from '../dependencies-params.ts';
import { EXAMPLE_COMMAND } from '../example-command.ts';
import { MAX_DRAWN_EDGES, type MapLayout } from '../map-layout.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shorten, shownName } from '../shown.ts';
import { dependenciesTexts as t } from '../texts/dependencies.ts';
import { LookbackOptions, ServiceOptions } from './choices.tsx';
import { DependenciesMap } from './dependencies-map.tsx';
import { DependenciesTable } from './dependencies-table.tsx';
import { Layout, type PageContext } from './layout.tsx';
import { MapTools } from './map-drawing.tsx';
import { renderDocument } from './render.ts';

export interface DependenciesPageModel {
  context: PageContext;
  form: DependenciesForm;
  /** Serviços a escolher. */
  services: readonly string[];
  colors: ServiceColors;
  /** Ausentes se o período não é válido. */
  map?: ServiceMap;
  layout?: MapLayout;
}

export function renderDependenciesPage(model: DependenciesPageModel): string {
  return renderDocument(<DependenciesPage {...model} />);
}

function DependenciesPage(model: DependenciesPageModel): JSX.Element {
  const { context, form, services } = model;
  return (
    <Layout title={t.title} context={context} section="/dependencies" island="dependencies">
      <header class="page-head">
        <div>
          <h1>{t.title}</h1>
          <p class="faint">{t.intro}</p>
        </div>
        <form class="map-form" action="/dependencies" aria-label={t.form}>
          <label class="field">
            <span>{t.service}</span>
            <select name="service">
              <ServiceOptions services={services} chosen={form.service} />
            </select>
          </label>
          <label class="field">
            <span>{t.lookback}</span>
            <select name="lookback">
              <LookbackOptions chosen={form.lookback} />
            </select>
          </label>
          {form.sort !== 'calls' && <input type="hidden" name="sort" value={form.sort} />}
          <button type="submit">{t.submit}</button>
        </form>
      </header>
      <Outcome {...model} />
    </Layout>
  );
}

function Outcome({ form, map, layout, colors, context }: DependenciesPageModel): JSX.Element {
  if (!map || !layout) {
    return (
      <div class="notice bad" role="alert">
        <h2>{t.problem.title}</h2>
        <p>{t.problem.lookback(shorten(form.lookback))}</p>
      </div>
    );
  }
  const { services, calls, ownCalls } = map;
  const stored = context.stats.traces;
  const total = calls.reduce((sum, { callCount }) => sum + callCount, 0);
  const chosen = form.service === '' ? undefined : shownName(form.service);
  return (
    <>
      {calls.length === 0 && <NoCalls form={form} services={services.length} stored={stored} />}
      {services.length > 0 && (
        <div class="map-head">
          {calls.length > 0 && (
            <p>
              {chosen && <b>{t.neighbours(chosen)}: </b>}
              {t.summary(services.length, total)}
            </p>
          )}
          {calls.length + ownCalls.length > 0 && <a href="#tabela">{t.toTable}</a>}
          {chosen && <a href={dependenciesUrl({ ...form, service: '' })}>{t.seeAll}</a>}
          <MapTools />
        </div>
      )}
      {services.length > 0 && (
        <DependenciesMap {...{ layout, services, calls, colors }} lookback={form.lookback} chosen={form.service} />
      )}
      {calls.length > MAX_DRAWN_EDGES && <p class="faint">{t.partial(MAX_DRAWN_EDGES, calls.length)}</p>}
      {calls.length + ownCalls.length > 0 && (
        <DependenciesTable links={[...calls, ...ownCalls]} {...{ form, colors }} />
      )}
    </>
  );
}

interface NoCallsProps {
  form: DependenciesForm;
  /** Serviços no período. */
  services: number;
  /** Traces guardados, de qualquer época. */
  stored: number;
}

function NoCalls({ form, services, stored }: NoCallsProps): JSX.Element {
  if (stored === 0) {
    return (
      <div class="notice">
        <h2>{t.empty.nothing.title}</h2>
        <p>{t.empty.nothing.lead}</p>
        <pre class="command">{EXAMPLE_COMMAND}</pre>
      </div>
    );
  }
  const unknown = form.service !== '' && services === 0;
  return (
    <div class="notice">
      <h2>{t.empty.title}</h2>
      <p>{unknown ? t.empty.unknown(shownName(form.service)) : t.empty.lead}</p>
      {services > 0 && form.service === '' && <p>{t.empty.alone(services)}</p>}
      <p class="buttons">
        <a class="button" href={dependenciesUrl({ lookback: '4w' })}>
          {t.empty.wider}
        </a>
        <a class="button quiet" href="/doutor">
          {t.empty.doctor}
        </a>
      </p>
    </div>
  );
}
