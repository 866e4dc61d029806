/** Um achado do doutor: o que é, por que acontece, como corrigir e onde foi visto. */
import type { JSX } from 'preact';
import type { Finding, FindingExample } from '../../query/diagnosis/finding.ts';
import { shownName } from '../shown.ts';
import { doctorTexts } from '../texts/doctor.ts';
import { doctorGuideUrl, spanInTraceUrl, traceUrl } from '../urls.ts';
import { withCode } from './with-code.tsx';

const t = doctorTexts.finding;

export function DoctorFinding({ finding }: { finding: Finding }): JSX.Element {
  const { code, severity, title, explanation, fix, count, examples } = finding;
  return (
    <li class={`finding ${severity}`} id={`achado-${code}`}>
      <div class="finding-head">
        <span class="severity">{doctorTexts.severities[severity]}</span>
        <h3>{withCode(title)}</h3>
        {count > 1 && <span class="faint">{t.times(count)}</span>}
      </div>
      <p>{withCode(explanation)}</p>
      <div class="fix">
        <h4>{t.fix}</h4>
        <p>{withCode(fix)}</p>
      </div>
      {examples.length > 0 && (
        <details data-key={code}>
          <summary>{t.examples}</summary>
          <ul class="examples">
            {examples.map((example, index) => (
              <li key={index}>
                <Example {...example} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <p class="finding-foot">
        <a href={doctorGuideUrl(code)}>{t.guide}</a> <code class="faint">{code}</code>
      </p>
    </li>
  );
}

function Example({ traceId, spanId, service, detail }: FindingExample): JSX.Element {
  return (
    <>
      {service !== undefined && <b class="svc">{shownName(service)}</b>} {detail !== undefined && <span>{detail}</span>}{' '}
      {traceId !== undefined &&
        (spanId === undefined ? (
          <a href={traceUrl(traceId)}>{t.trace(traceId)}</a>
        ) : (
          <a href={spanInTraceUrl(traceId, spanId)}>{t.span(spanId)}</a>
        ))}
    </>
  );
}
