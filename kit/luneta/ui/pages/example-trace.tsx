/** O comando que manda um trace de exemplo, com o que falta para ele chegar a esta Luneta. */
import type { JSX } from 'preact';
import { DOORS } from '../../doors.ts';
import { EXAMPLE_COMMAND } from '../example-command.ts';
import { doctorTexts } from '../texts/doctor.ts';
import { searchTexts } from '../texts/search.ts';
import type { DoorUrls } from '../door-urls.ts';

export function ExampleTrace({ doors }: { doors: DoorUrls }): JSX.Element {
  const hint = hintFor(doors.jaegerBinary?.split(':').at(-1));
  return (
    <>
      <pre class="command">{EXAMPLE_COMMAND}</pre>
      {hint !== undefined && <p class="hint">{hint}</p>}
    </>
  );
}

/** O exemplo manda para a porta do Thrift binário, no número padrão dela. */
function hintFor(port: string | undefined): string | undefined {
  const { label, flag, defaultPort } = DOORS.jaegerBinary;
  if (port === undefined) return doctorTexts.exampleClosed(label, flag);
  if (port === String(defaultPort)) return undefined;
  return searchTexts.empty.nothing.examplePort(`OTEL_EXPORTER_JAEGER_AGENT_PORT=${port}`);
}
