/**
 * As regiões de um arquivo pronto: onde cada passo do curso põe o seu código.
 *
 *   // #region 2 Mande em lotes, não um por um        <- o passo e o título, que vira o TODO
 *   provider.add(new BatchSpanProcessor(exporter));   <- o corpo: a solução
 *   // #problema                                      <- opcional: o que está no lugar até o passo 2, comentado
 *   // #region 1 Registre o exporter
 *   // provider.add(new SimpleSpanProcessor(exporter));
 *   // #endregion
 *   // #endregion
 *
 * - O marcador fica sozinho na linha, depois de `//`, `#`, `--` ou `<!--`. O de dentro de um problema pode vir comentado
 *   uma vez só, como acima, ou junto com o resto (`// // #region 1 …`, o que o editor faz ao comentar um trecho).
 * - Sem título, a região some sem deixar TODO: é a segunda metade de um envoltório.
 * - Dentro de um corpo, nenhum passo é anterior ao de fora: o código dele ainda não existiria. Dentro de um problema,
 *   todo passo é anterior ao dono: depois dele, o problema não existe mais.
 *
 * As linhas de um problema já saem daqui sem o comentário: um nível por problema em volta.
 */
import { type CommentOpening, uncomment } from './comments.ts';
import { CourseError } from './course-error.ts';
import { toLf } from './line-endings.ts';
import { type Fail, type Marker, readMarker, refuseLookalike } from './markers.ts';

/** Uma linha de texto, ou uma região. */
export type RegionNode = string | Region;

export interface Region {
  step: string;
  /** Vazio: não deixa TODO. */
  title: string;
  /** A do `#region`, a partir de 1. */
  line: number;
  /** O recuo e o comentário do marcador: os do TODO. */
  indent: string;
  opening: CommentOpening;
  body: RegionNode[];
  problem: RegionNode[];
}

export interface RegionsOptions {
  /** O nome que aparece nas mensagens. */
  file: string;
  /** Os passos na ordem do manifesto, como os marcadores os escrevem; sem eles, nem nomes nem ordem são conferidos. */
  steps?: readonly string[];
}

interface OpenRegion {
  region: Region;
  /** O comentário das linhas do problema, depois do `#problema`. */
  problemOpening?: CommentOpening;
  /** A posição do passo dela. */
  rank: number;
  /** As posições que cabiam aqui. */
  bounds: Bounds;
}

/** De `earliest` até antes de `limit`. */
interface Bounds {
  earliest: number;
  limit: number;
}

/** @throws CourseError com o arquivo, a linha, o que veio e como corrigir. */
export function parseRegions(source: string, { file, steps }: RegionsOptions): RegionNode[] {
  const roots: RegionNode[] = [];
  const open: OpenRegion[] = [];

  for (const [index, raw] of toLf(source).split('\n').entries()) {
    const line = index + 1;
    const fail: Fail = (code, message) => {
      throw new CourseError(code, `${file}, linha ${line}: ${message}`);
    };
    const { text, marker } = readLine(raw, open, fail);
    const top = open.at(-1);
    const siblings =
      top === undefined ? roots : top.problemOpening === undefined ? top.region.body : top.region.problem;
    if (marker === undefined) {
      siblings.push(text);
    } else if (marker.name === 'region') {
      const [step = '', ...title] = marker.rest.split(/\s+/);
      const bounds = boundsInside(top);
      const rank = rankOf(step, steps, bounds, fail);
      const region: Region = {
        step,
        title: title.join(' '),
        line,
        indent: marker.indent,
        opening: marker.opening,
        body: [],
        problem: [],
      };
      siblings.push(region);
      open.push({ region, rank, bounds });
    } else if (marker.rest !== '') {
      fail('unknown_marker', `depois de #${marker.name} veio "${marker.rest}". Deixe o marcador sozinho na linha.`);
    } else if (marker.name === 'problema') {
      if (top === undefined) fail('stray_problem', '#problema fora de uma região. Abra antes um #region PASSO título.');
      else if (top.problemOpening !== undefined) {
        fail('repeated_problem', `segundo #problema na região da linha ${top.region.line}. Junte os dois num só.`);
      } else top.problemOpening = marker.opening;
    } else if (top === undefined) {
      fail('stray_endregion', '#endregion sem um #region aberto. Apague-o, ou abra a região antes dele.');
    } else {
      if ([...top.region.body, ...top.region.problem].every((node) => typeof node === 'string' && node.trim() === '')) {
        fail('empty_region', `a região da linha ${top.region.line} não tem nada. Ponha o código dela, ou apague-a.`);
      }
      open.pop();
    }
  }

  const unclosed = open.at(-1)?.region;
  if (unclosed !== undefined) {
    const { step, title, line } = unclosed;
    throw new CourseError(
      'unclosed_region',
      `${file}, linha ${line}: a região "${`${step} ${title}`.trim()}" não fecha. Ponha um #endregion onde ela termina.`,
    );
  }
  return roots;
}

/** Tira os comentários dos problemas em volta, um a um, até achar um marcador ou chegar ao texto. */
function readLine(raw: string, open: readonly OpenRegion[], fail: Fail): { text: string; marker?: Marker } {
  let text = raw;
  let marker = readMarker(text, fail);
  for (const { problemOpening } of open) {
    if (marker !== undefined || problemOpening === undefined) continue;
    const inside = uncomment(problemOpening, text);
    text =
      inside ??
      fail('problem_not_commented', `linha de #problema sem "${problemOpening}": "${raw.trim()}". Comente-a.`);
    marker = readMarker(text, fail);
  }
  if (marker === undefined) refuseLookalike(text, fail);
  return { text, marker };
}

function boundsInside(outer: OpenRegion | undefined): Bounds {
  if (outer === undefined) return { earliest: 0, limit: Infinity };
  const { rank, bounds, problemOpening } = outer;
  return problemOpening === undefined
    ? { earliest: rank, limit: bounds.limit }
    : { earliest: bounds.earliest, limit: rank };
}

/** A posição do passo, depois de conferir que a região dele cabe onde está. */
function rankOf(step: string, steps: readonly string[] | undefined, { earliest, limit }: Bounds, fail: Fail): number {
  if (step === '') fail('missing_step', '#region sem passo. Escreva #region PASSO título: #region 1 Crie o span.');
  if (steps === undefined) return 0;
  const rank = steps.indexOf(step);
  if (rank === -1) fail('unknown_step', `o passo "${step}" não está no manifesto. Os deste lab: ${steps.join(', ')}.`);
  if (rank < earliest) {
    fail(
      'inner_step_earlier',
      `a região do passo ${step} está dentro da do passo ${steps[earliest]}, que vem depois. ` +
        'Tire-a de dentro; se o passo de fora a substitui, ponha-a no #problema dele.',
    );
  }
  if (rank >= limit) {
    fail(
      'problem_step_not_earlier',
      `a região do passo ${step} está no #problema da do passo ${steps[limit]}, que não vem depois dele. ` +
        'Ponha-a no corpo da região.',
    );
  }
  return rank;
}
