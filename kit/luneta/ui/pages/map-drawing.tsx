/**
 * O desenho em SVG que o mapa de serviços e o grafo de um trace têm em comum: caixas, setas, moldura e ferramentas.
 * Inteiro sem JavaScript; a ilha só aproxima e move.
 */
import type { ComponentChildren, JSX } from 'preact';
import { svgPercent } from '../../../format.ts';
import { arrowPath } from '../arrow-path.ts';
import { type Arrow, type Box, type BoxShape, charsIn, type MapLayout } from '../map-layout.ts';
import { dependenciesTexts as t } from '../texts/dependencies.ts';

interface MapFigureProps {
  layout: MapLayout;
  shape: BoxShape;
  label: string;
  legend: readonly string[];
  /** A caixa em que a vista começa, se o desenho não cabe inteiro. */
  start: Box;
  children: ComponentChildren;
}

export function MapFigure({ layout, shape, label, legend, start, children }: MapFigureProps): JSX.Element {
  return (
    <figure class="map">
      <div class="map-view" id="map" role="group" aria-label={label} tabindex={0} title={t.keys}>
        <svg
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          data-start={JSON.stringify([start.x, start.y + shape.height / 2])}
        >
          {children}
        </svg>
      </div>
      <figcaption>
        <ul class="inline">
          {legend.map((line) => (
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

/** Espessura da linha, da menos à mais importante. */
const STROKE = { min: 1.4, max: 5 };

interface MapArrowProps {
  arrow: Arrow;
  href?: string;
  /** Tudo que ela diz, para quem aponta e para quem não vê. */
  label: string;
  /** O que se escreve no meio dela. */
  text: string;
  /** Que parte das chamadas falhou. */
  failed: number;
  /** Quanto pesa, em relação à mais pesada. */
  share: number;
}

export function MapArrow({ arrow, href, label, text, failed, share }: MapArrowProps): JSX.Element {
  const { line, head } = arrowPath(arrow.points);
  const { x, y } = arrow.label;
  const width = Number((STROKE.min + (STROKE.max - STROKE.min) * Math.sqrt(share)).toFixed(2));
  // Um erro em mil chamadas ainda se vê.
  const red = Math.max(failed * 100, 4);
  return (
    <a
      class={failed > 0 ? 'arrow failed' : 'arrow'}
      href={href}
      data-ends={JSON.stringify([arrow.parent, arrow.child])}
    >
      <title>{label}</title>
      <path class="hit" d={line} />
      <path class="line" d={line} stroke-width={width} />
      {failed > 0 && (
        <path
          class="red"
          d={line}
          stroke-width={width}
          pathLength={100}
          stroke-dasharray={`${red.toFixed(1)} 200`}
          stroke-dashoffset={(red - 100).toFixed(1)}
        />
      )}
      <polygon class="head" points={head} />
      <text class="calls" x={x} y={failed > 0 ? y - 3 : y + 4}>
        {text}
      </text>
      {failed > 0 && (
        <text class="errors" x={x} y={y + 11}>
          {t.edgeErrors(failed)}
        </text>
      )}
    </a>
  );
}

interface MapBoxProps {
  box: Box;
  shape: BoxShape;
  name: string;
  label: string;
  href: string;
  color: number;
  chosen?: boolean;
  /** O filtro da página o achou. */
  found?: boolean;
  /** Que parte falhou; 0 não desenha nada. */
  failed: number;
  /** As linhas sob o nome. */
  lines: readonly ComponentChildren[];
}

/** Onde começa cada linha de texto, em pixels da caixa. */
const FIRST_LINE = 20;
const LINE_HEIGHT = 16;

export function MapBox({
  box,
  shape,
  name,
  label,
  href,
  color,
  chosen,
  found,
  failed,
  lines,
}: MapBoxProps): JSX.Element {
  const { x, y, width } = box;
  const { height } = shape;
  const chars = charsIn(box);
  return (
    <a
      class={`box c${color}${chosen ? ' chosen' : ''}${found ? ' found' : ''}`}
      href={href}
      aria-current={chosen ? 'true' : undefined}
      data-name={box.name}
    >
      <title>{label}</title>
      {/* Um svg dentro do outro corta o que passa da caixa, qualquer que seja a largura das letras. */}
      <svg x={x} y={y} width={width} height={height}>
        <rect class="frame" x="0.75" y="0.75" width={width - 1.5} height={height - 1.5} rx="7" />
        <rect class="stripe" x="6" y="8" width="5" height={height - 16} rx="2.5" />
        <text class="name" x="19" y={FIRST_LINE}>
          {short(name, chars.name)}
        </text>
        {lines.map((line, i) => (
          <text key={i} class="spans" x="19" y={FIRST_LINE + LINE_HEIGHT * (i + 1)}>
            {typeof line === 'string' ? short(line, chars.line) : line}
          </text>
        ))}
        {failed > 0 && (
          <svg x="19" y={height - 7} width={width - 28} height="2.5">
            <rect class="rail" width="100%" height="100%" />
            <rect class="failures" width={svgPercent(Math.max(failed, 0.02))} height="100%" />
          </svg>
        )}
      </svg>
    </a>
  );
}

function short(text: string, most: number): string {
  const chars = [...text];
  return chars.length > most ? `${chars.slice(0, most - 1).join('')}…` : text;
}
