/** O endereço da turma: a ordem das linhas, e se os nomes aparecem. */
import { CLASS_SORTS, type ClassSort } from '../classroom/overview.ts';

export const CLASS_PAGE = '/turma';

export interface ClassForm {
  sort: ClassSort;
  /** Os nomes só aparecem a pedido: a página é para o projetor. */
  names: boolean;
}

export function parseClassForm(params: URLSearchParams): ClassForm {
  return {
    sort: CLASS_SORTS.find((known) => known === params.get('sort')) ?? 'help',
    names: params.get('names') === '1',
  };
}

/** Só o que difere do padrão entra na URL. */
export function classPageUrl({ sort, names }: ClassForm): string {
  const params = new URLSearchParams();
  if (sort !== 'help') params.set('sort', sort);
  if (names) params.set('names', '1');
  const query = params.toString();
  return query ? `${CLASS_PAGE}?${query}` : CLASS_PAGE;
}
