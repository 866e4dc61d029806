/** Fontes bem formadas quaisquer: o que vale para toda derivação. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { comment, type CommentOpening } from './comments.ts';
import { derive, DONE } from './derive.ts';

const steps = ['1', '2', '4', '3.2', '3.1'];

type Piece = string | { pick: number; titled: boolean; doubled: boolean; body: Piece[]; problem: Piece[] };

const { pieces } = fc.letrec<{ pieces: Piece[]; piece: Piece }>((tie) => ({
  pieces: fc.array(tie('piece'), { maxLength: 4 }),
  piece: fc.oneof(
    { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('', '  indent', 'código();', '# nota', '// nota', 'a # b', '-- c', '<b>', "f('#1')"),
    fc.record({
      pick: fc.nat(),
      titled: fc.boolean(),
      doubled: fc.boolean(),
      body: tie('pieces'),
      problem: tie('pieces'),
    }),
  ),
}));

/** Antes do primeiro passo: o que está fora de toda região. */
const NOT_YET = -1;

interface Written {
  source: string;
  /** Cada linha do aluno e quando ela aparece: depois de resolvido o passo `after`, até resolver o `until`. */
  lines: { text: string; after: number; until: number }[];
  todos: { rank: number; text: string }[];
}

/** Escreve a fonte: cada região recebe um passo que cabe onde ela está. */
function write(tree: Piece[], opening: CommentOpening): Written {
  const source: string[] = [];
  const lines: Written['lines'] = [];
  const todos: Written['todos'] = [];
  const visit = (list: Piece[], after: number, until: number, depth: number): void => {
    const commented = (text: string, times: number): string =>
      Array.from({ length: times }).reduce<string>((line) => comment(opening, line), text);
    for (const piece of list) {
      if (typeof piece === 'string') {
        source.push(commented(piece, depth));
        lines.push({ text: piece, after, until });
      } else if (Math.max(after, 0) < until) {
        const earliest = Math.max(after, 0);
        const rank = earliest + (piece.pick % (until - earliest));
        const mark = (text: string): number => source.push(commented(text, 1 + (piece.doubled ? depth : 0)));
        const title = piece.titled ? ` título ${todos.length}` : '';
        if (piece.titled) todos.push({ rank, text: comment(opening, `TODO(${steps[rank]}):${title}`) });
        mark(`#region ${steps[rank]}${title}`);
        visit(['corpo', ...piece.body], rank, until, depth);
        if (piece.problem.length > 0) {
          mark('#problema');
          visit(piece.problem, after, rank, depth + 1);
        }
        mark('#endregion');
      }
    }
  };
  visit(tree, NOT_YET, steps.length, 0);
  return { source: source.join('\n'), lines, todos };
}

const openings: CommentOpening[] = ['//', '#', '--', '<!--'];
const written = fc.tuple(pieces, fc.constantFrom(...openings)).map(([tree, opening]) => write(tree, opening));

const at = (source: string, step: string): string => derive(source, { file: 'x', step, steps });

test('no fim, a fonte sem os marcadores e os problemas', () => {
  fc.assert(
    fc.property(written, ({ source, lines }) => {
      const finished = lines.filter(({ until }) => until === steps.length).map(({ text }) => text);
      expect(at(source, DONE)).toBe(finished.join('\n'));
    }),
  );
});

test('no começo de um passo, fora os TODOs: os corpos dos anteriores, e os problemas dele e dos seguintes', () => {
  fc.assert(
    fc.property(written, fc.nat(steps.length - 1), ({ source, lines }, rank) => {
      const derived = at(source, steps[rank] ?? DONE).split('\n');
      const expected = lines.filter(({ after, until }) => after < rank && rank <= until).map(({ text }) => text);
      expect(derived.filter((line) => !line.includes('TODO(')).join('\n')).toBe(expected.join('\n'));
    }),
  );
});

test('todo TODO de um passo pendente está no arquivo, uma vez, desde o primeiro dia', () => {
  fc.assert(
    fc.property(written, fc.nat(steps.length - 1), ({ source, todos }, rank) => {
      const found = at(source, steps[rank] ?? DONE)
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.includes('TODO('));
      const pending = todos.filter((todo) => todo.rank >= rank).map(({ text }) => text);
      expect(found.toSorted()).toEqual(pending.toSorted());
    }),
  );
});

test('nenhuma derivação deixa um marcador', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(...steps, DONE), ({ source }, step) => {
      expect(at(source, step)).not.toMatch(/#(region|problema|endregion)/);
    }),
  );
});

test('a derivação não tem mais o que derivar', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(...steps, DONE), ({ source }, step) => {
      const derived = at(source, step);
      expect(at(derived, steps[0] ?? DONE)).toBe(derived);
    }),
  );
});

test('CRLF ou LF na fonte dão a mesma derivação', () => {
  fc.assert(
    fc.property(written, fc.constantFrom(...steps, DONE), ({ source }, step) => {
      expect(at(source.replaceAll('\n', '\r\n'), step)).toBe(at(source, step));
    }),
  );
});
