import { describe, expect, test } from 'vitest';
import { arrowPath } from './arrow-path.ts';
import { layoutMap, type MapEdge, type MapLayout, SERVICE_BOX } from './map-layout.ts';

const { height: BOX_HEIGHT } = SERVICE_BOX;

const edge = (text: string): MapEdge => {
  const [parent, child] = text.split('→');
  return { parent, child };
};
const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => `servico-${i}`);
/** Cada serviço é chamado por um anterior: uma árvore. */
const tree = (count: number): MapEdge[] =>
  Array.from({ length: count - 1 }, (_, i) => edge(`servico-${Math.floor(i / 3)}→servico-${i + 1}`));

function overlaps({ boxes }: MapLayout): string[] {
  const found: string[] = [];
  boxes.forEach((a, i) =>
    boxes.slice(i + 1).forEach((b) => {
      const apart = a.x + a.width <= b.x || b.x + b.width <= a.x || Math.abs(a.y - b.y) >= BOX_HEIGHT;
      if (!apart) found.push(`${a.name} × ${b.name}`);
    }),
  );
  return found;
}

const CASES: readonly (readonly [name: string, names: readonly string[], edges: readonly MapEdge[]])[] = [
  ['um serviço', ['loja'], []],
  ['dois', ['loja', 'estoque'], [edge('loja→estoque')]],
  ['um ciclo', ['a', 'b', 'c'], ['a→b', 'b→c', 'c→a'].map(edge)],
  ['ida e volta', ['a', 'b'], ['a→b', 'b→a'].map(edge)],
  ['dois grupos e soltos', [...'abcdefgh'], ['a→b', 'c→d'].map(edge)],
  ['trinta', numbered(30), tree(30)],
  ['duzentos soltos', numbered(200), []],
  ['nomes longos e estranhos', ['n'.repeat(200), '__proto__', '', 'a\u0001b'], [edge(`${'n'.repeat(200)}→__proto__`)]],
];

describe('o desenho do mapa', () => {
  test.each(CASES)(
    '%s: cada serviço uma vez, cada ligação uma vez, nada um sobre o outro, tudo dentro',
    async (_, names, edges) => {
      const layout = await layoutMap(names, edges);
      expect(layout.boxes.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
      const ends = (list: readonly MapEdge[]): string[] =>
        list.map(({ parent, child }) => `${parent}→${child}`).toSorted();
      expect(ends(layout.arrows)).toEqual(ends(edges));
      expect(overlaps(layout)).toEqual([]);
      for (const { x, y, width } of layout.boxes) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(y).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(layout.width);
        expect(y + BOX_HEIGHT).toBeLessThanOrEqual(layout.height);
      }
    },
  );

  test('não depende da ordem em que os serviços e as ligações vêm', async () => {
    // Dois ficam soltos.
    const names = numbered(14);
    const edges = tree(12);
    const drawn = await layoutMap(names, edges);
    expect(await layoutMap(names.toReversed(), edges.toReversed())).toEqual(drawn);
  });

  test('quem chama fica à esquerda de quem é chamado, e a seta vai de um ao outro', async () => {
    const { boxes, arrows } = await layoutMap(['z', 'a'], [edge('z→a')]);
    const [from, to] = ['z', 'a'].map((name) => boxes.find((box) => box.name === name)!);
    expect(from.x + from.width).toBeLessThan(to.x);
    const { points } = arrows[0];
    expect(points[0]).toEqual({ x: from.x + from.width, y: from.y + BOX_HEIGHT / 2 });
    expect(points.at(-1)).toEqual({ x: to.x, y: to.y + BOX_HEIGHT / 2 });
  });
});

describe('a seta', () => {
  test('a linha para na base da ponta, e a ponta toca o fim', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 50, y: 20 },
      { x: 100, y: 40 },
    ];
    expect(arrowPath(points)).toEqual({
      line: 'M0,0C25,0 25,20 50,20C70,20 70,40 90,40',
      head: '100,40 90,45 90,35',
    });
    expect(arrowPath(points.toReversed()).head).toBe('0,0 10,5 10,-5');
  });
});
