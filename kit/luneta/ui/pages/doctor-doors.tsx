/** O que cada porta recebeu e recusou, desde que a Luneta começou. */
import type { JSX } from 'preact';
import { formatCount, formatRelative } from '../../../format.ts';
import { DOORS } from '../../doors.ts';
import type { DoorView } from '../../query/diagnosis/snapshot.ts';
import type { DoorStats } from '../../receivers/door.ts';
import { doctorTexts } from '../texts/doctor.ts';
import type { DoorUrls } from '../door-urls.ts';

const t = doctorTexts.doors;

interface DoctorDoorsProps {
  doorViews: readonly DoorView[];
  doors: DoorUrls;
  nowMs: number;
}

export function DoctorDoors({ doorViews: all, doors, nowMs }: DoctorDoorsProps): JSX.Element {
  // A da interface não é uma porta de telemetria: só aparece se alguém errou.
  const doorViews = all.filter(({ name, stats }) => name !== 'ui' || stats.messages > 0);
  return (
    <section class="doors-table" aria-labelledby="portas">
      <h2 id="portas">{t.title}</h2>
      {doorViews.length === 0 ? (
        <p class="faint">{t.unknown}</p>
      ) : (
        <div class="table-scroll" role="group" aria-labelledby="portas" tabindex={0}>
          <table class="data">
            <thead>
              <tr>
                <th scope="col">{t.door}</th>
                <th scope="col" class="n">
                  {t.messages}
                </th>
                <th scope="col" class="n">
                  {t.bytes}
                </th>
                <th scope="col" class="n">
                  {t.spans}
                </th>
                <th scope="col">{t.others}</th>
                <th scope="col">{t.refused}</th>
              </tr>
            </thead>
            <tbody>
              {doorViews.map((door) => (
                <Row key={door.name} door={door} url={doors[door.name] ?? String(door.port)} nowMs={nowMs} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  door: DoorView;
  url: string;
  nowMs: number;
}

function Row({ door: { name, stats }, url, nowMs }: RowProps): JSX.Element {
  const { messages, bytes, spans, metricPoints, logRecords } = stats;
  const others = [
    ...(metricPoints > 0 ? [t.metrics(metricPoints)] : []),
    ...(logRecords > 0 ? [t.logs(logRecords)] : []),
  ];
  return (
    <tr class={messages === 0 ? 'idle' : undefined}>
      <th scope="row">
        {DOORS[name].label} <code>{url}</code>
      </th>
      <td class="n">{formatCount(messages)}</td>
      <td class="n">{doctorTexts.bytes(bytes)}</td>
      <td class="n">{formatCount(spans)}</td>
      <td>{others.length > 0 ? others.join(', ') : <span class="faint">{t.noOthers}</span>}</td>
      <td>
        <Refused stats={stats} nowMs={nowMs} />
      </td>
    </tr>
  );
}

function Refused({
  stats: { rejected, rejectedSpans, lastError },
  nowMs,
}: {
  stats: DoorStats;
  nowMs: number;
}): JSX.Element {
  if (rejected.size === 0 && rejectedSpans === 0) return <span class="faint">{t.none}</span>;
  return (
    <>
      <ul class="reasons">
        {[...rejected].map(([code, count]) => (
          <li key={code}>
            <b class="bad">{formatCount(count)}</b> <code>{code}</code>
          </li>
        ))}
        {rejectedSpans > 0 && <li class="bad">{t.refusedSpans(rejectedSpans)}</li>}
      </ul>
      {lastError && (
        <p class="last-error">
          {lastError.message}{' '}
          <span class="faint">({t.last(formatRelative(BigInt(lastError.atUnixMs) * 1_000_000n, nowMs))})</span>
        </p>
      )}
    </>
  );
}
