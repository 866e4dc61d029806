/** Ilha do curso: um passo conferido no terminal aparece aqui sem recarregar. */
import { keepFresh } from '../client/refresh.ts';

document.documentElement.classList.add('js');
keepFresh('/labs?fragment=1', 2_000);
