/** O Telescope do lab 04: quanto pesa observar uma junção, ao lado de um span feito à mão. Quem mede é o `bench/join.mts` de lá. */
import { once } from 'node:events';
import path from 'node:path';
import type { FigureId } from '../baselines.ts';
import type { Figure } from '../figure.ts';
import { formatNumber } from '../format-number.ts';
import type { Measure } from '../measure.ts';

const FOLDER = 'labs/04-pipelines/telescope';

interface Quartiles {
  median: number;
  from: number;
  to: number;
}
interface Compared {
  ratio: Quartiles;
  addedUs: Quartiles;
}
interface Join {
  observed: Compared;
}
interface JoinByHand extends Join {
  byHand: Compared;
  overByHand: Compared;
}
interface Joins {
  small: JoinByHand;
  smallCounted: Join;
  large: JoinByHand;
  largeCounted: Join;
}

export const telescope: Measure = {
  name: 'telescope',
  title: 'Telescope (lab 04), uma junção no DuckDB',
  referenceName: 'à mão',
  async run({ trees, root, quick }) {
    const args = ['--import', 'tsx', path.join(FOLDER, 'bench/join.mts'), ...(quick ? ['--quick'] : [])];
    const child = trees.spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    let output = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (output += text));
    const [code]: (number | null)[] = await once(child, 'close');
    if (code !== 0) throw new Error(`a junção terminou com código ${code}. Monte o pacote: npm run build -w ${FOLDER}`);
    return { figures: figuresOf(JSON.parse(output) as Joins), notes: [NOTE] };
  },
};

const NOTE = 'Variação: do primeiro ao terceiro quartil dos blocos. À mão: um span com os mesmos atributos, com o SDK.';

function figuresOf({ small, smallCounted, large, largeCounted }: Joins): Figure[] {
  const figure = (id: FigureId, { median, from, to }: Quartiles): Figure => ({
    id,
    value: median,
    detail: `${formatNumber(from)} a ${formatNumber(to)}`,
  });
  return [
    figure('joinSmall', small.observed.ratio),
    figure('joinSmallByHand', small.byHand.ratio),
    figure('joinSmallOverByHand', small.overByHand.ratio),
    figure('joinSmallAdded', small.observed.addedUs),
    figure('joinSmallCounted', smallCounted.observed.ratio),
    figure('joinLarge', large.observed.ratio),
    figure('joinLargeCounted', largeCounted.observed.ratio),
  ];
}
