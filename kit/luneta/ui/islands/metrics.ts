/** Ilha das métricas: a página se atualiza sozinha, o filtro vale enquanto se escreve, e os gráficos dizem os valores. */
import { startCopyButtons } from '../client/copy.ts';
import { startChartCursor } from '../client/metrics-cursor.ts';
import { startExemplarKeys } from '../client/metrics-exemplar-keys.ts';
import { startMetricsFilter } from '../client/metrics-filter.ts';

document.documentElement.classList.add('js');
startMetricsFilter();
startChartCursor();
startExemplarKeys();
startCopyButtons();
