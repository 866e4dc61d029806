/** Ilha da turma: a página se atualiza sozinha, na ordem e com os nomes que se pediram. */
import { keepFresh } from '../client/refresh.ts';

document.documentElement.classList.add('js');
const params = new URLSearchParams(location.search);
params.set('fragment', '1');
keepFresh(`${location.pathname}?${params}`, 2_000);
