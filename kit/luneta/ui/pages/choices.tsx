/** O que a busca e o mapa de serviços oferecem em comum: de que serviço, e de quanto tempo. */
import type { JSX } from 'preact';
import { MAX_CHOICES, shownName } from '../shown.ts';
import { searchTexts as t } from '../texts/search.ts';

const LOOKBACKS = ['5m', '15m', '1h', '3h', '12h', '1d', '2d', '1w', '4w'];

/** @param props.chosen `''` são todos. */
export function ServiceOptions({ services, chosen }: { services: readonly string[]; chosen: string }): JSX.Element {
  return (
    <>
      <option value="">{t.allServices}</option>
      {withChosen(services.slice(0, MAX_CHOICES), chosen).map((name) => (
        <option key={name} value={name} selected={name === chosen}>
          {shownName(name)}
        </option>
      ))}
    </>
  );
}

/** @param props.chosen Como na URL (`15m`); `''` não acrescenta nem escolhe nenhuma. */
export function LookbackOptions({ chosen }: { chosen: string }): JSX.Element {
  return (
    <>
      {withChosen(LOOKBACKS, chosen).map((value) => (
        <option key={value} value={value} selected={value === chosen}>
          {lookbackLabel(value)}
        </option>
      ))}
    </>
  );
}

/** Um valor vindo da URL que não está entre as opções vira uma opção: o formulário não pode mentir. */
function withChosen(options: readonly string[], chosen: string): readonly string[] {
  return chosen === '' || options.includes(chosen) ? options : [chosen, ...options];
}

/** `15m` → `Últimos 15 minutos`. */
function lookbackLabel(value: string): string {
  const amount = Number.parseInt(value, 10);
  const unit = value.slice(String(amount).length);
  const names = unit === 'd' ? t.lookbackDays : unit === 'w' ? t.lookbackWeeks : t.lookbackUnits[unit];
  if (!names) return value;
  const feminine = unit === 'h' || unit === 'w';
  return amount === 1 ? t.lastOne(names[0], feminine) : t.lastMany(amount, names[1], feminine);
}
