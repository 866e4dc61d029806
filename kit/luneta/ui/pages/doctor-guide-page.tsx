/** `/doutor/guia`: o DOUTOR.md como página, com uma âncora por achado. O arquivo é nosso: nada nele vem da rede. */
import { existsSync, readFileSync } from 'node:fs';
import { Marked } from 'marked';
import type { JSX } from 'preact';
import { doctorTexts } from '../texts/doctor.ts';
import { Layout, type PageContext } from './layout.tsx';
import { renderDocument } from './render.ts';

/** Das fontes, ou de um pedaço do pacote, em `kit/dist/chunks`. */
const PLACES = [new URL('../../DOUTOR.md', import.meta.url), new URL('../../luneta/DOUTOR.md', import.meta.url)];

const markdown = new Marked({
  renderer: {
    heading({ depth, tokens, text }) {
      const title = this.parser.parseInline(tokens);
      return depth === 3 ? `<h3 id="${text}"><code>${title}</code></h3>\n` : `<h${depth}>${title}</h${depth}>\n`;
    },
  },
});

export function renderDoctorGuide(context: PageContext): string {
  return renderDocument(<DoctorGuide context={context} />);
}

function DoctorGuide({ context }: { context: PageContext }): JSX.Element {
  return (
    <Layout title={doctorTexts.guideTitle} context={context} section="/doutor">
      <article class="guide" dangerouslySetInnerHTML={{ __html: guideHtml() }} />
    </Layout>
  );
}

/** Lido a cada pedido: é raro, e quem edita o guia vê a mudança. */
function guideHtml(): string {
  const file = PLACES.find((place) => existsSync(place));
  return file ? markdown.parse(readFileSync(file, 'utf8'), { async: false }) : '';
}
