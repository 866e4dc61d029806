/** As portas publicadas, nas escritas que o compose aceita: "8080:16686", "127.0.0.1:80:8080", "6832/udp", faixas, por extenso. */
import { fieldsOf } from '../../read-answer.ts';

export interface PublishedPort {
  /** O endereço desta máquina em que ela aparece; sem ele, em todos. */
  address?: string;
  /** A porta desta máquina; 0, ou `undefined`, se o Docker a escolhe. */
  host?: number;
  /** A de dentro do contêiner. */
  target: number;
  transport: 'tcp' | 'udp';
}

const SHORT =
  /^(?:(?<address>\[[\da-f:]+\]|\d+(?:\.\d+){3}):)?(?:(?<host>\d*(?:-\d+)?):)?(?<target>\d+(?:-\d+)?)(?:\/(?<transport>tcp|udp))?$/i;
const MAX_PORT = 65_535;

/** Uma, ou uma faixa delas; `undefined` se não são portas. */
export function publishedPorts(written: unknown): PublishedPort[] | undefined {
  const long = fieldsOf(written);
  const fields =
    typeof written === 'string' || typeof written === 'number'
      ? SHORT.exec(String(written))?.groups
      : { address: long.host_ip, host: long.published, target: long.target, transport: long.protocol };
  if (fields?.target === undefined) return undefined;
  const targets = rangeOf(fields.target);
  const hosts = fields.host === undefined || fields.host === '' ? [] : rangeOf(fields.host);
  if (!targets || !hosts || targets.includes(0)) return undefined;
  const transport = String(fields.transport).toLowerCase() === 'udp' ? 'udp' : 'tcp';
  const address = fields.address === undefined ? {} : { address: String(fields.address) };
  // Uma faixa de fora para uma porta só de dentro: o Docker escolhe uma delas.
  if (hosts.length !== targets.length) {
    return targets.length === 1 ? [{ ...address, target: targets[0]!, transport }] : undefined;
  }
  return targets.map((target, i) => ({ ...address, host: hosts[i], target, transport }));
}

/** "8000", ou "8000-8010"; `undefined` se alguma não é uma porta. */
function rangeOf(written: unknown): number[] | undefined {
  const [first = Number.NaN, last = first] = String(written).split('-').map(Number);
  const isRange = Number.isInteger(first) && Number.isInteger(last) && first <= last && last <= MAX_PORT;
  return isRange ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : undefined;
}
