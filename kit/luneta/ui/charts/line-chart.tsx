/**
 * Linhas no tempo. O desenho estica com a página sem que nada meça a largura dela: as linhas, num `svg` que se deforma
 * (com traço de espessura fixa, na folha de estilo); os textos e as marcas, posicionados por porcentagem.
 */
import { area, line } from 'd3-shape';
import type { JSX } from 'preact';
import type { Chart, ChartLine, ChartPoint } from '../metrics-charts.ts';
import { metricsTexts } from '../texts/metrics.ts';
import { ExemplarMarks, type ExemplarMark } from './exemplar-marks.tsx';
import { PLOT_MARGIN, PLOT_WIDTH, plotX, plotY } from './plot.ts';
import type { TimeGrid } from './time-grid.ts';
import { TimeAxis } from './time-axis.tsx';
import { type ValueScale, valueScale } from './value-scale.ts';

interface LineChartProps {
  chart: Chart;
  height: number;
  fromZero: boolean;
  /** O que o desenho mostra, para quem não o vê. */
  label: string;
  exemplars?: readonly ExemplarMark[];
  /** Os exemplars medem o mesmo que o eixo (num contador, não). */
  exemplarsOnScale?: boolean;
}

export function LineChart(props: LineChartProps): JSX.Element {
  const { chart, height, fromZero, label, exemplars = [], exemplarsOnScale = false } = props;
  const { grid, lines, quantity } = chart;
  const scale = valueScale(withExemplars(lines, exemplarsOnScale ? exemplars : []), quantity, {
    fromZero,
    tickCount: height > 200 ? 6 : 3,
  });
  const yOf = (value: number): number => plotY(scale.shareOf(value), height);
  const tickY = (share: number): number => Number(plotY(share, height).toFixed(1));
  const drawn = lines.some(({ points }) => points.some(([, value]) => Number.isFinite(value)));

  return (
    <div class="lines-chart">
      <svg class="ticks" height={height} aria-hidden="true">
        {scale.ticks.map(({ label: text, share }) => (
          <text key={text} x="100%" y={tickY(share)} dy="0.35em" text-anchor="end">
            {text}
          </text>
        ))}
      </svg>
      <svg
        class="plot"
        height={height}
        role={exemplars.length > 0 ? 'group' : 'img'}
        aria-label={label}
        data-from={grid.fromMs}
        data-to={grid.toMs}
        data-min={scale.min}
        data-max={scale.max}
        data-factor={scale.unit.factor}
        data-quantity={JSON.stringify(quantity)}
      >
        {scale.ticks.map(({ share }) => (
          <line key={share} class="grid" x1="0" x2="100%" y1={tickY(share)} y2={tickY(share)} />
        ))}
        <svg viewBox={`0 0 ${PLOT_WIDTH} ${height}`} preserveAspectRatio="none" width="100%" height={height}>
          {lines.length === 1 && (
            <path
              class={`area c${lines[0].color}`}
              d={areaPath(lines[0].points, grid, yOf, plotY(baseShare(scale), height))}
            />
          )}
          {lines.map((one) => (
            <path
              key={one.label}
              class={`line c${one.color}`}
              data-label={one.label}
              d={linePath(one.points, grid, yOf)}
            />
          ))}
        </svg>
        {!drawn && (
          <text class="nothing" x="50%" y="50%" text-anchor="middle">
            {metricsTexts.chart.nothing}
          </text>
        )}
        <ExemplarMarks
          {...{ exemplars, grid, quantity }}
          yOf={(value) => (exemplarsOnScale ? plotY(Math.min(scale.shareOf(value), 1), height) : height - PLOT_MARGIN)}
        />
      </svg>
      <TimeAxis {...grid} />
    </div>
  );
}

export function linePath(points: readonly ChartPoint[], grid: TimeGrid, yOf: (value: number) => number): string {
  const draw = line<ChartPoint>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([at]) => plotX(at, grid) * PLOT_WIDTH)
    .y(([, value]) => yOf(value))
    .digits(2);
  return pieces(points, grid).map(draw).join('');
}

function areaPath(points: readonly ChartPoint[], grid: TimeGrid, yOf: (value: number) => number, base: number): string {
  const draw = area<ChartPoint>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([at]) => plotX(at, grid) * PLOT_WIDTH)
    .y0(base)
    .y1(([, value]) => yOf(value))
    .digits(2);
  return pieces(points, grid).map(draw).join('');
}

/** Onde falta um ponto do passo a linha se interrompe: ligar os dois lados seria inventar. */
function pieces(points: readonly ChartPoint[], { stepMs }: TimeGrid): ChartPoint[][] {
  const found: ChartPoint[][] = [];
  for (const point of points) {
    const current = found.at(-1);
    const previous = current?.at(-1);
    if (current && previous && point[0] - previous[0] <= stepMs * 1.5) current.push(point);
    else found.push([point]);
  }
  return found;
}

/** A base da área: o zero, ou a borda mais perto dele. */
function baseShare({ shareOf }: ValueScale): number {
  return Math.min(Math.max(shareOf(0), 0), 1);
}

/** Um exemplar muito acima das linhas as achataria: até metade a mais, o eixo o acompanha; além, ele fica no topo. */
function withExemplars(
  lines: readonly ChartLine[],
  exemplars: readonly ExemplarMark[],
): readonly { points: readonly ChartPoint[] }[] {
  if (exemplars.length === 0) return lines;
  const most = Math.max(
    0,
    ...lines.map(({ points }) =>
      points.reduce((max, [, value]) => (Number.isFinite(value) ? Math.max(max, value) : max), 0),
    ),
  );
  const limit = most > 0 ? most * 1.5 : Infinity;
  return [
    ...lines,
    { points: exemplars.map(({ timestampMs, value }) => [timestampMs, Math.min(value, limit)] as const) },
  ];
}
