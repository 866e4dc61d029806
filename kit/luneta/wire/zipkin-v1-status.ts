/**
 * O status de um span do Zipkin v1, que cada cliente escreveu a seu modo. Na ordem em que valem: o código do OpenCensus,
 * o do OpenTelemetry, a tag `error` e o código HTTP. Só sai dos atributos o que virou status.
 */
import { StatusCode } from '../store/model.ts';
import { takeText, textAt, type AttributeMap } from './zipkin-attributes.ts';

const CENSUS_CODE = 'census.status_code';
const CENSUS_MESSAGES = ['census.status_description', 'opencensus.status_description'];
const OTEL_CODE = 'otel.status_code';
const OTEL_MESSAGE = 'otel.status_description';
const INTEGER = /^[+-]?\d{1,10}$/;

export interface Status {
  code: number;
  message: string;
}

export function takeZipkinV1Status(attributes: AttributeMap): Status {
  const isError = takeErrorMark(attributes);
  return (
    takeCensus(attributes) ??
    takeOpenTelemetry(attributes) ??
    (isError ? takeErrorMessage(attributes) : fromHttp(attributes)) ?? { code: StatusCode.UNSET, message: '' }
  );
}

/** No OpenCensus o zero é sucesso. */
function takeCensus(attributes: AttributeMap): Status | undefined {
  const census = integerOf(attributes, CENSUS_CODE);
  if (census === undefined) return undefined;
  attributes.delete(CENSUS_CODE);
  return { code: census === 0 ? StatusCode.OK : StatusCode.ERROR, message: takeCensusMessage(attributes) };
}

function takeOpenTelemetry(attributes: AttributeMap): Status | undefined {
  const code = integerOf(attributes, OTEL_CODE) ?? codeNamed(textAt(attributes, OTEL_CODE));
  if (code === undefined || code < StatusCode.UNSET || code > StatusCode.ERROR) return undefined;
  attributes.delete(OTEL_CODE);
  return { code, message: takeText(attributes, OTEL_MESSAGE) };
}

/** A tag `error` existe? Só fica nos atributos a que diz mais do que "deu erro". */
function takeErrorMark(attributes: AttributeMap): boolean {
  const error = attributes.get('error');
  if (error?.type === 'bool' || ['', 'true'].includes(textAt(attributes, 'error'))) attributes.delete('error');
  return error !== undefined;
}

function takeErrorMessage(attributes: AttributeMap): Status {
  const message = takeCensusMessage(attributes) || takeText(attributes, OTEL_MESSAGE);
  return { code: StatusCode.ERROR, message };
}

function fromHttp(attributes: AttributeMap): Status | undefined {
  const http = integerOf(attributes, 'http.status_code');
  if (http === undefined) return undefined;
  const code = http >= 100 && http < 400 ? StatusCode.UNSET : StatusCode.ERROR;
  return { code, message: textAt(attributes, 'http.status_message') };
}

function takeCensusMessage(attributes: AttributeMap): string {
  return CENSUS_MESSAGES.map((key) => takeText(attributes, key)).find((text) => text !== '') ?? '';
}

function codeNamed(name: string): number | undefined {
  return name === 'UNSET' || name === 'OK' || name === 'ERROR' ? StatusCode[name] : undefined;
}

/** Inteiro de 32 bits, em número ou em texto. */
function integerOf(attributes: AttributeMap, key: string): number | undefined {
  const value = attributes.get(key);
  let number: number | undefined;
  if (value?.type === 'int') number = Number(value.value);
  else if (INTEGER.test(textAt(attributes, key))) number = Number(textAt(attributes, key));
  return number !== undefined && Math.abs(number) <= 2 ** 31 - 1 ? number : undefined;
}
