// O mapa: uma pilha de camadas de SVG, redesenhadas quando a largura, a hora ou a estação mudam.
//
//   oceano > meridianos > países > noite > Sol > horizonte > caminho > linha até o lugar > lugar > estação
//
// As camadas de `d3-geo` cortam sozinhas o que passa do antimeridiano, e ligam dois pontos pela curva mais curta.

import { type GeoPermissibleObjects, geoCircle, geoEqualEarth, geoGraticule10, geoPath } from 'd3-geo';
import type { LonLat } from './api.ts';
import { horizonDegrees, splitTrack } from './geometry.ts';
import { antisolarPoint, subsolarPoint } from './sun.ts';
import { setAttribute, svg } from './svg.ts';
import { borders, land } from './world.ts';

/** A altura de um mapa nesta projeção, para cada unidade de largura. */
const HEIGHT_SHARE = 0.4867;
const MARGIN = 2;
const LABEL_GAP = 14;

/** A noite escurece aos poucos, do pôr do sol ao fim do crepúsculo astronômico, com o Sol 18° abaixo do horizonte. */
const NIGHTS = [90, 87, 84, 81, 78, 75, 72];

/** Num mapa mais estreito, os símbolos encolhem; mas não tanto quanto ele. */
const FULL_SIZE_WIDTH = 700;
const SMALLEST = 0.65;

const line = (points: readonly LonLat[]): GeoPermissibleObjects => ({ type: 'LineString', coordinates: [...points] });

export interface Shown {
  station?: { position: LonLat; altitudeKm: number };
  track: readonly LonLat[];
  place?: { position: LonLat; name: string };
  /** Milissegundos Unix. */
  at: number;
}

const layer = (name: string): SVGPathElement => svg('path', { class: name });

export class WorldMap {
  readonly #root: SVGSVGElement;
  readonly #projection = geoEqualEarth();
  readonly #path = geoPath(this.#projection).digits(1);
  readonly #ocean = layer('ocean');
  readonly #graticule = layer('graticule');
  readonly #land = layer('land');
  readonly #borders = layer('borders');
  readonly #nights = NIGHTS.map(() => layer('night'));
  readonly #sun = svg('g', { class: 'sun' }, svg('circle', { r: 11, class: 'glow' }), svg('circle', { r: 4.5 }));
  readonly #horizon = layer('horizon');
  readonly #past = layer('track past');
  readonly #future = layer('track future');
  readonly #linkHalo = layer('link-halo');
  readonly #link = layer('link');
  readonly #label = svg('text', { y: 4 });
  readonly #place = svg(
    'g',
    { class: 'place' },
    svg('circle', { r: 8, class: 'ring' }),
    svg('circle', { r: 4 }),
    this.#label,
  );
  readonly #station = svg('g', { class: 'station' }, svg('circle', { r: 20, class: 'pulse' }), ...stationGlyph());
  #width = 0;
  #shown: Shown = { track: [], at: Date.now() };

  constructor(root: SVGSVGElement) {
    this.#root = root;
    root.append(this.#ocean, this.#graticule, this.#land, this.#borders, ...this.#nights, this.#sun, this.#horizon);
    root.append(this.#past, this.#future, this.#linkHalo, this.#link, this.#place, this.#station);
    // Um ponto do desenho é um pixel da tela: linhas e letras não encolhem com o mapa.
    new ResizeObserver(([entry]) => this.#resize(Math.round(entry!.contentRect.width))).observe(root);
  }

  /** Muda o que for dado; o resto fica. */
  show(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change };
    if (this.#width === 0) return;
    if ('at' in change) this.#drawSun();
    if ('track' in change) this.#drawTrack();
    if ('station' in change) this.#drawStation();
    if ('station' in change || 'place' in change) this.#drawPlace();
  }

  #resize(width: number): void {
    if (width === 0 || width === this.#width) return;
    const height = Math.round(width * HEIGHT_SHARE);
    this.#width = width;
    this.#root.setAttribute('viewBox', `0 0 ${width} ${height}`);
    this.#projection.fitExtent(
      [
        [MARGIN, MARGIN],
        [width - MARGIN, height - MARGIN],
      ],
      { type: 'Sphere' },
    );
    this.#draw(this.#ocean, { type: 'Sphere' });
    this.#draw(this.#graticule, geoGraticule10());
    this.#draw(this.#land, land);
    this.#draw(this.#borders, borders);
    this.#drawSun();
    this.#drawTrack();
    this.#drawStation();
    this.#drawPlace();
  }

  #draw(path: SVGPathElement, shape: GeoPermissibleObjects): void {
    setAttribute(path, 'd', this.#path(shape) ?? '');
  }

  /** Sem lugar onde ficar, some. */
  #move(group: SVGGElement, to: LonLat | undefined): [number, number] | undefined {
    const point = to && this.#projection(to);
    const scale =
      group === this.#place ? '' : `scale(${Math.min(1, Math.max(SMALLEST, this.#width / FULL_SIZE_WIDTH))})`;
    setAttribute(group, 'visibility', point ? 'visible' : 'hidden');
    if (point) setAttribute(group, 'transform', `translate(${point[0].toFixed(1)} ${point[1].toFixed(1)}) ${scale}`);
    return point ?? undefined;
  }

  #drawSun(): void {
    const { at } = this.#shown;
    const center = antisolarPoint(at);
    NIGHTS.forEach((radius, index) => this.#draw(this.#nights[index]!, geoCircle().center(center).radius(radius)()));
    this.#move(this.#sun, subsolarPoint(at));
  }

  #drawTrack(): void {
    const { station, track } = this.#shown;
    if (!station || track.length === 0) return;
    const { past, future } = splitTrack(track, station.position);
    this.#draw(this.#past, line(past));
    this.#draw(this.#future, line(future));
  }

  #drawStation(): void {
    const { station } = this.#shown;
    this.#move(this.#station, station?.position);
    if (!station) return;
    this.#draw(this.#horizon, geoCircle().center(station.position).radius(horizonDegrees(station.altitudeKm))());
  }

  #drawPlace(): void {
    const { place, station } = this.#shown;
    const point = this.#move(this.#place, place?.position);
    const linked = place && station ? line([place.position, station.position]) : line([]);
    this.#draw(this.#link, linked);
    this.#draw(this.#linkHalo, linked);
    if (!place || !point) return;
    this.#label.textContent = place.name;
    // Perto da beira, o nome fica do lado de dentro.
    const inside = point[0] > this.#width * 0.7;
    setAttribute(this.#label, 'text-anchor', inside ? 'end' : 'start');
    setAttribute(this.#label, 'x', String(inside ? -LABEL_GAP : LABEL_GAP));
  }
}

/** A estação vista de cima: a viga, quatro pares de painéis e os módulos. */
function stationGlyph(): SVGElement[] {
  const panels = [-14, -9, 5, 10].flatMap((x) =>
    [-9, 1.5].map((y) => svg('rect', { x, y, width: 4, height: 7.5, rx: 0.6, class: 'panel' })),
  );
  const body = [
    svg('rect', { x: -14, y: -1, width: 28, height: 2, rx: 1, class: 'truss' }),
    svg('rect', { x: -2.6, y: -7, width: 5.2, height: 14, rx: 2.6, class: 'module' }),
  ];
  return [svg('g', { transform: 'rotate(-18)' }, ...panels, ...body)];
}
