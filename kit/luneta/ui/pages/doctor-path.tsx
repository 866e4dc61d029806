/** O caminho do span, do programa ao armazenamento: onde passa, onde se perde. É uma lista: quem não vê o desenho a ouve igual. */
import type { JSX } from 'preact';
import { formatCount } from '../../../format.ts';
import { pathCountOf } from '../../query/diagnosis/path-counts.ts';
import type { PathStation } from '../../query/diagnosis/span-path.ts';
import { doctorTexts } from '../texts/doctor.ts';
import { withCode } from './with-code.tsx';

const t = doctorTexts.path;

const STATIONS = ['app', 'processor', 'exporter', 'door', 'store'] as const satisfies readonly PathStation['station'][];

const MARKS: Record<PathStation['state'], string> = { ok: '✓', warning: '!', dead: '✕', unknown: '?' };

export function SpanPath({ path }: { path: readonly PathStation[] }): JSX.Element {
  return (
    <section class="span-path" aria-labelledby="caminho">
      <h2 id="caminho">{t.title}</h2>
      <p class="faint">{path.length > 0 ? t.lead : t.empty}</p>
      {path.length > 0 && (
        <ol class="path">
          {STATIONS.map((station) => ({ station, stops: path.filter((stop) => stop.station === station) }))
            .filter(({ stops }) => stops.length > 0)
            .map(({ station, stops }) => (
              <li key={station} class={`stage ${stateOf(stops)}`}>
                <h3>{t.stations[station]}</h3>
                <p class="role">{t.roles[station]}</p>
                <Stops stops={stops} />
              </li>
            ))}
        </ol>
      )}
    </section>
  );
}

/** As portas em que nada chegou vão numa linha só: estão todas na tabela. */
function Stops({ stops }: { stops: readonly PathStation[] }): JSX.Element {
  const waiting = stops.filter(({ door, state }) => door !== undefined && state === 'unknown');
  return (
    <ul>
      {stops
        .filter((stop) => !waiting.includes(stop))
        .map((stop) => (
          <Stop key={stop.door ?? stop.station} stop={stop} />
        ))}
      {waiting.length > 0 && (
        <li class="stop unknown">
          <p class="stop-name">
            <span class="mark" aria-hidden="true">
              {MARKS.unknown}
            </span>
            <b>{t.waiting(waiting.length, stops.length)}</b>
          </p>
          <p class="note faint">{waiting.map(({ label }) => label.split(',')[0]).join(', ')}</p>
        </li>
      )}
    </ul>
  );
}

function Stop({ stop: { station, door, label, counts, state, note } }: { stop: PathStation }): JSX.Element {
  // O armazenamento se vê daqui: se não tem nada, é porque nada chegou.
  const told = station === 'store' && state === 'unknown' ? t.emptyStore : t.states[state];
  const shown = Object.entries(counts).filter(([key, value]) => value > 0 || key === 'spans');
  return (
    <li class={`stop ${state}`}>
      <p class="stop-name">
        <span class="mark" title={told} aria-hidden="true">
          {MARKS[state]}
        </span>
        {door !== undefined && <b>{label}</b>} <span class="state">{told}</span>
      </p>
      {shown.length > 0 && (
        <dl>
          {shown.map(([key, value]) => (
            <Count key={key} name={key} value={value} />
          ))}
        </dl>
      )}
      {note !== '' && <p class="note">{withCode(note)}</p>}
    </li>
  );
}

function Count({ name, value }: { name: string; value: number }): JSX.Element {
  const named = pathCountOf(name);
  return (
    <div class={named?.bad && value > 0 ? 'lost-count' : undefined}>
      <dd>{name === 'bytes' ? doctorTexts.bytes(value) : formatCount(value)}</dd>
      <dt>{name === 'bytes' ? doctorTexts.received : value === 1 ? named?.one : named?.many}</dt>
    </div>
  );
}

/** Uma porta em que tudo se perde não interrompe o caminho se por outra os spans passam: ele pede atenção. */
function stateOf(stops: readonly PathStation[]): PathStation['state'] {
  const has = (state: PathStation['state']): boolean => stops.some((stop) => stop.state === state);
  if (has('dead')) return has('ok') || has('warning') ? 'warning' : 'dead';
  return has('warning') ? 'warning' : has('ok') ? 'ok' : 'unknown';
}
