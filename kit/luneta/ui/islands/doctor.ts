/** Ilha do doutor: a página se atualiza sozinha. */
import { keepFresh } from '../client/refresh.ts';

document.documentElement.classList.add('js');
keepFresh('/doutor?fragment=1', 3_000);
