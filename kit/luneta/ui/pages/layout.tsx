/** O que toda página tem em volta: cabeçalho com o menu, conteúdo e rodapé. */
import type { ComponentChildren, JSX } from 'preact';
import type { StoreStats } from '../../store/store.ts';
import { formatBytes } from '../../../format.ts';
import type { IslandName } from '../island-names.ts';
import { texts } from '../texts.ts';
import { Logo } from './logo.tsx';

/** O que o servidor sabe e toda página usa. */
export interface PageContext {
  /** Endereços da folha de estilo e dos scripts; um script ausente não é citado. */
  assets: { styles: string; favicon: string; scripts: Partial<Record<IslandName, string>> };
  nav: readonly NavLink[];
  stats: StoreStats;
  stored: StoredSignals;
}

/** O que há guardado além dos spans, e a memória dos três sinais. */
export interface StoredSignals {
  series: number;
  logs: number;
  bytes: number;
  maxBytes: number;
}

/** Uma página que existe. Quem monta o servidor acrescenta as suas. */
export interface NavLink {
  href: string;
  text: string;
  /** Um número discreto ao lado do texto, e como lê-lo; 0 não aparece. */
  badge?: number;
  badgeText?: string;
}

interface LayoutProps {
  title: string;
  context: PageContext;
  /** O `href` do item de menu a que a página pertence. */
  section?: string;
  island?: IslandName;
  /** A página usa a largura inteira da janela. */
  wide?: boolean;
  children: ComponentChildren;
}

export function Layout({ title, context, section, island, wide, children }: LayoutProps): JSX.Element {
  const script = island && context.assets.scripts[island];
  return (
    <html lang="pt-BR">
      <head>
        <meta charset="utf-8" />
        <title>{`${title} · ${texts.productName}`}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" type="image/svg+xml" href={context.assets.favicon} />
        <link rel="stylesheet" href={context.assets.styles} />
        {script && <script type="module" src={script} />}
      </head>
      <body class={wide ? 'wide' : undefined}>
        <a class="skip" href="#conteudo">
          {texts.skipToContent}
        </a>
        <header class="top">
          <a class="brand" href="/search" title={texts.tagline}>
            <Logo />
            <span>{texts.productName}</span>
          </a>
          <nav aria-label={texts.nav.label}>
            {context.nav.map(({ href, text, badge = 0, badgeText }) => (
              <a key={href} href={href} aria-current={href === section ? 'page' : undefined}>
                {text}
                {badge > 0 && (
                  <b class="nav-badge" title={badgeText}>
                    <span aria-hidden="true">{badge > 99 ? '99+' : badge}</span>
                    <span class="hidden"> ({badgeText})</span>
                  </b>
                )}
              </a>
            ))}
          </nav>
          <form class="lookup" action="/search" role="search" aria-label={texts.nav.openTrace}>
            <input
              name="traceID"
              aria-label={texts.nav.openTrace}
              placeholder={texts.nav.openTracePlaceholder}
              autocomplete="off"
              spellcheck={false}
              required
            />
            <button type="submit" class="quiet">
              {texts.nav.open}
            </button>
          </form>
        </header>
        <main id="conteudo" tabindex={-1}>
          {children}
        </main>
        <footer class="bottom">
          <StatsLine {...context} />
        </footer>
      </body>
    </html>
  );
}

function StatsLine({ stats: { traces, spans }, stored }: Pick<PageContext, 'stats' | 'stored'>): JSX.Element {
  const others = texts.otherSignals(stored.series, stored.logs);
  return <p>{texts.footer(traces, spans, others, formatBytes(stored.bytes), formatBytes(stored.maxBytes))}</p>;
}
