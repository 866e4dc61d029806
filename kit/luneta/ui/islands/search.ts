/**
 * Ilha da busca: operações do serviço escolhido, campos do período só quando valem, filtros recolhidos no celular; o
 * gráfico, os traces que chegam, a escolha de dois para comparar e o arquivo solto na página, cada um no seu módulo.
 */
import { startChooseTwo } from '../client/choose-two.ts';
import { startDropFile } from '../client/drop-file.ts';
import { startLiveSearch } from '../client/live-search.ts';
import { startSearchChart } from '../client/search-chart.ts';

document.documentElement.classList.add('js');

const form = document.querySelector<HTMLFormElement>('#busca');
const service = document.querySelector<HTMLSelectElement>('#service');
const lookback = document.querySelector<HTMLSelectElement>('#lookback');
const period = document.querySelector<HTMLFieldSetElement>('#custom-period');
const operations = document.querySelector<HTMLDataListElement>('#operations');
const filters = document.querySelector<HTMLDetailsElement>('.filters');

/** Campos desligados não vão para a URL. */
function syncPeriod(): void {
  if (!period || !lookback) return;
  const custom = lookback.value === 'custom';
  period.hidden = !custom;
  period.disabled = !custom;
}

async function loadOperations(): Promise<void> {
  if (!operations || !service) return;
  operations.replaceChildren();
  if (service.value === '') return;
  const wanted = service.value;
  const response = await fetch(`/api/services/${encodeURIComponent(wanted)}/operations`);
  if (!response.ok || service.value !== wanted) return;
  const { data } = (await response.json()) as { data: string[] | null };
  operations.replaceChildren(
    ...(data ?? []).map((name) => {
      const option = document.createElement('option');
      option.value = name;
      return option;
    }),
  );
}

/** Campos vazios não sujam a URL. */
function dropEmptyFields(): void {
  for (const field of form?.querySelectorAll<HTMLInputElement>('input, select') ?? []) {
    if (field.value === '') field.disabled = true;
  }
}

syncPeriod();
lookback?.addEventListener('change', syncPeriod);
// As sugestões são uma ajuda: sem elas o campo continua aceitando qualquer texto.
service?.addEventListener('change', () => void loadOperations().catch(() => {}));
form?.addEventListener('submit', dropEmptyFields);
// Ao voltar pelo histórico a página pode ressurgir como estava ao sair dela.
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  for (const field of form?.querySelectorAll<HTMLInputElement>('input, select') ?? [])
    field.disabled = field.value === '' && field.type === 'hidden';
  syncPeriod();
});
// No celular o resultado (ou o que fazer sem ele) vem antes; com um campo errado, o formulário precisa estar à mão.
const narrow = matchMedia('(max-width: 860px)').matches;
if (filters && narrow && !document.querySelector('[role=alert]')) filters.open = false;

startSearchChart();
startLiveSearch();
startChooseTwo();
startDropFile();
