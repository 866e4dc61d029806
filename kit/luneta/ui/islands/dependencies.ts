/** Ilha do mapa de serviços. */
import { startMap } from '../client/start-map.ts';

document.documentElement.classList.add('js');
startMap();
