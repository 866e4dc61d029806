/** As chamadas entre serviços em tabela: para quem não vê o desenho, e para ordenar. */
import type { JSX } from 'preact';
import { formatCount, formatPercent } from '../../../format.ts';
import type { DependencyLink } from '../../store/store.ts';
import { callsUrl, dependenciesUrl, type DependenciesForm, type LinkSort } from '../dependencies-params.ts';
import type { ServiceColors } from '../service-colors.ts';
import { shownName } from '../shown.ts';
import { dependenciesTexts } from '../texts/dependencies.ts';

const t = dependenciesTexts.table;

/** Linhas na página; 200 serviços podem ter 40.000 ligações. */
const MAX_ROWS = 500;

const COLUMNS = ['parent', 'child', 'calls', 'errors', 'share'] as const satisfies readonly LinkSort[];

interface DependenciesTableProps {
  links: readonly DependencyLink[];
  form: DependenciesForm;
  colors: ServiceColors;
}

export function DependenciesTable({ links, form, colors }: DependenciesTableProps): JSX.Element {
  const rows = sortLinks(links, form.sort).slice(0, MAX_ROWS);
  return (
    <section class="links" id="tabela" aria-labelledby="tabela-titulo">
      <h2 id="tabela-titulo">{t.title}</h2>
      <div class="table-scroll" role="group" aria-labelledby="tabela-titulo" tabindex={0}>
        <table class="data">
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th
                  key={column}
                  scope="col"
                  class={isNumber(column) ? 'n' : undefined}
                  aria-sort={ariaSort(column, form.sort)}
                >
                  <a href={`${dependenciesUrl({ ...form, sort: column })}#tabela`}>{t[column]}</a>
                </th>
              ))}
              <th scope="col">{t.traces}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((link) => (
              <Row key={JSON.stringify([link.parent, link.child])} {...{ link, colors }} lookback={form.lookback} />
            ))}
          </tbody>
        </table>
      </div>
      {links.length > rows.length && <p class="faint">{t.more(links.length - rows.length)}</p>}
    </section>
  );
}

interface RowProps {
  link: DependencyLink;
  colors: ServiceColors;
  lookback: string;
}

function Row({ link, colors, lookback }: RowProps): JSX.Element {
  const { parent, child, callCount, errorCount } = link;
  return (
    <tr>
      <td>
        <Service name={parent} {...{ colors, lookback }} />
      </td>
      <td>
        {child === parent ? <span class="faint">{t.itself}</span> : <Service name={child} {...{ colors, lookback }} />}
      </td>
      <td class="n">{formatCount(callCount)}</td>
      <td class={errorCount > 0 ? 'n bad' : 'n'}>{formatCount(errorCount)}</td>
      <td class={errorCount > 0 ? 'n bad' : 'n'}>{formatPercent(errorCount / callCount)}</td>
      <td>
        <a href={callsUrl(parent, child, lookback)} aria-label={t.seeOf(shownName(parent), shownName(child))}>
          {t.see}
        </a>
      </td>
    </tr>
  );
}

function Service({ name, colors, lookback }: { name: string; colors: ServiceColors; lookback: string }): JSX.Element {
  return (
    <a class={`service c${colors(name)}`} href={dependenciesUrl({ service: name, lookback })}>
      <i class="dot" />
      <span>{shownName(name)}</span>
    </a>
  );
}

function isNumber(column: LinkSort): boolean {
  return column !== 'parent' && column !== 'child';
}

function ariaSort(column: LinkSort, sort: LinkSort): 'ascending' | 'descending' | undefined {
  if (column !== sort) return undefined;
  return isNumber(column) ? 'descending' : 'ascending';
}

const COMPARE: Record<LinkSort, (a: DependencyLink, b: DependencyLink) => number> = {
  calls: (a, b) => b.callCount - a.callCount,
  errors: (a, b) => b.errorCount - a.errorCount,
  share: (a, b) => b.errorCount / b.callCount - a.errorCount / a.callCount,
  parent: (a, b) => a.parent.localeCompare(b.parent, 'pt-BR'),
  child: (a, b) => a.child.localeCompare(b.child, 'pt-BR'),
};

/** Empates ficam da mais usada para a menos usada. */
function sortLinks(links: readonly DependencyLink[], sort: LinkSort): DependencyLink[] {
  return links.toSorted((a, b) => COMPARE[sort](a, b) || COMPARE.calls(a, b));
}
