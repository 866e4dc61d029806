/** Quando não há dois traces para comparar: o que falta, e onde corrigir. */
import type { JSX } from 'preact';
import { compareTexts } from '../texts/compare.ts';
import { searchUrl } from '../urls.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';

const t = compareTexts.problem;

/** @param ids Os ids como vieram, para corrigi-los no formulário; nenhum: ainda não se escolheu. */
export function renderCompareProblem(
  context: PageContext,
  problems: readonly string[],
  ids: readonly string[],
): string {
  const nothingYet = ids.length === 0;
  const title = nothingYet ? t.choose : t.title;
  return renderDocument(
    <Layout title={title} context={context} section="/search">
      <div class={nothingYet ? 'notice alone' : 'notice bad alone'}>
        <h1>{title}</h1>
        {problems.map((problem) => (
          <p key={problem}>{problem}</p>
        ))}
        <form class="compare-ids" action="/comparar">
          {ids.length === 2 && <p>{t.again}</p>}
          <Id side={compareTexts.sides.left} value={ids[0] ?? ''} />
          <Id side={compareTexts.sides.right} value={ids[1] ?? ''} />
          <p class="buttons">
            <button type="submit">{t.submit}</button>
            <a class="button quiet" href={searchUrl({})}>
              {t.search}
            </a>
          </p>
        </form>
      </div>
    </Layout>,
  );
}

function Id({ side, value }: { side: string; value: string }): JSX.Element {
  return (
    <label class="field">
      <span>{side}</span>
      <input name="trace" value={value.slice(0, 64)} required autocomplete="off" spellcheck={false} />
    </label>
  );
}
