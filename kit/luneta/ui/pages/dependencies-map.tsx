/** O desenho do mapa de serviços. */
import type { JSX } from 'preact';
import { formatCount } from '../../../format.ts';
import type { DependencyLink } from '../../store/store.ts';
import type { MapService } from '../../query/service-map.ts';
import { callsUrl, dependenciesUrl } from '../dependencies-params.ts';
import { type Box, type MapLayout, SERVICE_BOX } from '../map-layout.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { dependenciesTexts as t } from '../texts/dependencies.ts';
import { MapArrow, MapBox, MapFigure } from './map-drawing.tsx';

interface DependenciesMapProps {
  layout: MapLayout;
  services: readonly MapService[];
  calls: readonly DependencyLink[];
  colors: ServiceColors;
  lookback: string;
  /** O serviço escolhido; vazio: todos. */
  chosen: string;
}

export function DependenciesMap({
  layout,
  services,
  calls,
  colors,
  lookback,
  chosen,
}: DependenciesMapProps): JSX.Element {
  const byName = new Map(services.map((service) => [service.name, service]));
  const byEnds = new Map(calls.map((link) => [endsOf(link), link]));
  // Onde a vista começa, se o mapa não cabe inteiro: no serviço escolhido, ou em quem mais chama.
  const start = layout.boxes.find(({ name }) => name === (chosen || calls[0]?.parent)) ?? layout.boxes[0];
  const most = Math.max(...calls.map(({ callCount }) => callCount), 1);
  return (
    <MapFigure {...{ layout, start }} shape={SERVICE_BOX} label={t.map} legend={Object.values(t.legend)}>
      {layout.arrows.map((arrow) => {
        const link = byEnds.get(endsOf(arrow));
        if (!link) return null;
        const { parent, child, callCount, errorCount } = link;
        return (
          <MapArrow
            key={endsOf(arrow)}
            arrow={arrow}
            href={callsUrl(parent, child, lookback)}
            label={t.edge(shownName(parent), shownName(child), callCount, errorCount)}
            text={formatCount(callCount)}
            failed={errorCount / callCount}
            share={callCount / most}
          />
        );
      })}
      {layout.boxes.map((box) => {
        const service = byName.get(box.name);
        return (
          service && (
            <ServiceBox
              key={box.name}
              {...{ box, service, lookback }}
              color={colors(box.name)}
              chosen={box.name === chosen}
            />
          )
        );
      })}
    </MapFigure>
  );
}

interface ServiceBoxProps {
  box: Box;
  service: MapService;
  color: number;
  chosen: boolean;
  lookback: string;
}

function ServiceBox({ box, service, color, chosen, lookback }: ServiceBoxProps): JSX.Element {
  const { name, spanCount, errorSpanCount, ownCalls } = service;
  const shown = shownName(name);
  return (
    <MapBox
      {...{ box, color, chosen }}
      shape={SERVICE_BOX}
      name={shown}
      label={t.node(shown, spanCount, errorSpanCount, ownCalls)}
      href={dependenciesUrl({ service: chosen ? '' : name, lookback })}
      failed={errorSpanCount / spanCount}
      lines={[
        <>
          {t.nodeSpans(spanCount)}
          {errorSpanCount > 0 && <tspan class="bad"> · {t.nodeErrors(errorSpanCount)}</tspan>}
        </>,
      ]}
    />
  );
}

function endsOf({ parent, child }: { parent: string; child: string }): string {
  return JSON.stringify([parent, child]);
}
