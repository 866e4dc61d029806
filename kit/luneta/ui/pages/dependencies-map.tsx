/** O desenho do mapa de serviços, em SVG: inteiro sem JavaScript; a ilha só aproxima e move. */
import type { JSX } from 'preact';
import { formatCount, svgPercent } from '../../../format.ts';
import type { DependencyLink } from '../../store/store.ts';
import type { MapService } from '../../query/service-map.ts';
import { arrowPath } from '../arrow-path.ts';
import { callsUrl, dependenciesUrl } from '../dependencies-params.ts';
import { type Arrow, BOX_CHARS, BOX_HEIGHT, type Box, type MapLayout } from '../map-layout.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { dependenciesTexts as t } from '../texts/dependencies.ts';

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
    <figure class="map">
      <div class="map-view" id="map" role="group" aria-label={t.map} tabindex={0} title={t.keys}>
        <svg
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          data-start={JSON.stringify([start.x, start.y + BOX_HEIGHT / 2])}
        >
          {layout.arrows.map((arrow) => {
            const link = byEnds.get(endsOf(arrow));
            return (
              link && <MapArrow key={endsOf(arrow)} {...{ arrow, link, lookback }} share={link.callCount / most} />
            );
          })}
          {layout.boxes.map((box) => {
            const service = byName.get(box.name);
            return (
              service && (
                <MapBox
                  key={box.name}
                  {...{ box, service, lookback }}
                  color={colors(box.name)}
                  chosen={box.name === chosen}
                />
              )
            );
          })}
        </svg>
      </div>
      <figcaption>
        <ul class="inline">
          {Object.values(t.legend).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}

export function MapTools(): JSX.Element {
  return (
    <div class="map-tools needs-js" role="group" aria-label={t.toolbar}>
      <button type="button" class="quiet" data-action="in" title={t.zoomIn} aria-label={t.zoomIn}>
        +
      </button>
      <button type="button" class="quiet" data-action="out" title={t.zoomOut} aria-label={t.zoomOut}>
        −
      </button>
      <button type="button" class="quiet" data-action="fit">
        {t.fit}
      </button>
    </div>
  );
}

/** Espessura da linha, de quem quase não é usada à mais usada. */
const STROKE = { min: 1.4, max: 5 };

interface MapArrowProps {
  arrow: Arrow;
  link: DependencyLink;
  /** Quanto é usada, em relação à mais usada. */
  share: number;
  lookback: string;
}

function MapArrow({ arrow, link, share, lookback }: MapArrowProps): JSX.Element {
  const { parent, child, callCount, errorCount } = link;
  const { line, head } = arrowPath(arrow.points);
  const failed = errorCount / callCount;
  const label = t.edge(shownName(parent), shownName(child), callCount, errorCount);
  const { x, y } = arrow.label;
  return (
    <a
      class={errorCount > 0 ? 'arrow failed' : 'arrow'}
      href={callsUrl(parent, child, lookback)}
      data-ends={JSON.stringify([parent, child])}
    >
      <title>{label}</title>
      <path class="hit" d={line} />
      <path class="line" d={line} stroke-width={strokeOf(share)} />
      {/* Um erro em mil chamadas ainda se vê. */}
      {errorCount > 0 && (
        <path
          class="red"
          d={line}
          stroke-width={strokeOf(share)}
          pathLength={100}
          stroke-dasharray={`${Math.max(failed * 100, 4).toFixed(1)} 200`}
          stroke-dashoffset={(Math.max(failed * 100, 4) - 100).toFixed(1)}
        />
      )}
      <polygon class="head" points={head} />
      <text class="calls" x={x} y={errorCount > 0 ? y - 3 : y + 4}>
        {formatCount(callCount)}
      </text>
      {errorCount > 0 && (
        <text class="errors" x={x} y={y + 11}>
          {t.edgeErrors(failed)}
        </text>
      )}
    </a>
  );
}

interface MapBoxProps {
  box: Box;
  service: MapService;
  color: number;
  chosen: boolean;
  lookback: string;
}

function MapBox({ box, service, color, chosen, lookback }: MapBoxProps): JSX.Element {
  const { name, spanCount, errorSpanCount, ownCalls } = service;
  const shown = shownName(name);
  const label = t.node(shown, spanCount, errorSpanCount, ownCalls);
  return (
    <a
      class={`box c${color}${chosen ? ' chosen' : ''}`}
      href={dependenciesUrl({ service: chosen ? '' : name, lookback })}
      aria-current={chosen ? 'true' : undefined}
      data-name={name}
    >
      <title>{label}</title>
      {/* Um svg dentro do outro corta o que passa da caixa, qualquer que seja a largura das letras. */}
      <svg x={box.x} y={box.y} width={box.width} height={BOX_HEIGHT}>
        <rect class="frame" x="0.75" y="0.75" width={box.width - 1.5} height={BOX_HEIGHT - 1.5} rx="7" />
        <rect class="stripe" x="6" y="8" width="5" height={BOX_HEIGHT - 16} rx="2.5" />
        <text class="name" x="19" y="20">
          {shortName(shown)}
        </text>
        <text class="spans" x="19" y="36">
          {t.nodeSpans(spanCount)}
          {errorSpanCount > 0 && <tspan class="bad"> · {t.nodeErrors(errorSpanCount)}</tspan>}
        </text>
        {errorSpanCount > 0 && (
          <svg x="19" y={BOX_HEIGHT - 7} width={box.width - 28} height="2.5">
            <rect class="rail" width="100%" height="100%" />
            <rect class="failures" width={svgPercent(Math.max(errorSpanCount / spanCount, 0.02))} height="100%" />
          </svg>
        )}
      </svg>
    </a>
  );
}

function shortName(name: string): string {
  const chars = [...name];
  return chars.length > BOX_CHARS ? `${chars.slice(0, BOX_CHARS - 1).join('')}…` : name;
}

function strokeOf(share: number): number {
  return Number((STROKE.min + (STROKE.max - STROKE.min) * Math.sqrt(share)).toFixed(2));
}

function endsOf({ parent, child }: { parent: string; child: string }): string {
  return JSON.stringify([parent, child]);
}
