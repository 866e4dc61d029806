/** As linhas da lista de logs: juntar as que chegam, no lugar que o instante lhes dá, sem tocar nas que já estão. */

export function rowsIn(part: ParentNode): HTMLElement[] {
  return [...part.querySelectorAll<HTMLElement>('.log')];
}

/** As que a página ainda não tem. */
export function newRows(list: HTMLElement, fresh: ParentNode): HTMLElement[] {
  return rowsIn(fresh).filter(({ id }) => !list.querySelector(`#${id}`));
}

/** @param fresh As mais novas primeiro, como vêm do servidor; saem do documento delas. */
export function mergeRows(list: HTMLElement, fresh: ParentNode): number {
  const arrived = newRows(list, fresh);
  const rows = rowsIn(list);
  let at = 0;
  for (const row of arrived) {
    while (at < rows.length && isNewer(rows[at], row)) at++;
    row.classList.add('arrived');
    if (at < rows.length) rows[at].before(row);
    else list.append(row);
  }
  // As linhas do dia são refeitas: a do topo pode ter mudado.
  for (const day of list.querySelectorAll('.log-day')) day.remove();
  markDays(list);
  return arrived.length;
}

function isNewer(a: HTMLElement, b: HTMLElement): boolean {
  const [timeA, timeB] = [BigInt(a.dataset.at ?? 0), BigInt(b.dataset.at ?? 0)];
  return timeA === timeB ? Number(a.dataset.sequence) > Number(b.dataset.sequence) : timeA > timeB;
}

function markDays(list: HTMLElement): void {
  let before: string | undefined;
  for (const row of rowsIn(list)) {
    const { day } = row.dataset;
    if (day !== before) {
      const line = document.createElement('li');
      line.className = 'log-day';
      line.textContent = day ?? '';
      row.before(line);
    }
    before = day;
  }
}

/** As linhas de uma continuação, no fim da lista, e o caminho para as seguintes. */
export function appendOlder(list: HTMLElement, page: ParentNode): HTMLElement | undefined {
  const older = newRows(list, page);
  list.append(...older);
  for (const day of list.querySelectorAll('.log-day')) day.remove();
  markDays(list);
  const link = page.querySelector('#older');
  if (link) document.querySelector('#older')?.replaceWith(link);
  return older[0];
}
