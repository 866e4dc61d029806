/** Textos entre aspas, com os escapes do Go: os mesmos no PromQL e no LogQL. */

const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|[^]?)/g;

export type Unquoted = { ok: true; value: string } | { ok: false; escape: string };

/** O texto entre aspas, ou o escape que não existe. Entre crases nada é especial. */
export function unquote(quoted: string): Unquoted {
  const inside = quoted.slice(1, -1);
  if (quoted.startsWith('`') || !inside.includes('\\')) return { ok: true, value: inside };
  let bad: string | undefined;
  // `\x` e os octais são bytes; juntos formam UTF-8.
  const parts: Buffer[] = [];
  let at = 0;
  for (const found of inside.matchAll(ESCAPE)) {
    const [whole, simple, octal, hex, short, long] = found;
    parts.push(Buffer.from(inside.slice(at, found.index)));
    at = found.index + whole.length;
    const codePoint = Number.parseInt(short ?? long ?? '0', 16);
    const byte = octal !== undefined ? Number.parseInt(octal, 8) : Number.parseInt(hex, 16);
    const isOtherQuote = (simple === "'" || simple === '"') && simple !== quoted[0];
    if (simple !== undefined && !isOtherQuote) parts.push(Buffer.from(SIMPLE_ESCAPES[simple]));
    else if (byte <= 255) parts.push(Buffer.of(byte));
    else if ((short ?? long) !== undefined && isScalarValue(codePoint)) {
      parts.push(Buffer.from(String.fromCodePoint(codePoint)));
    } else bad ??= whole;
  }
  if (bad !== undefined) return { ok: false, escape: bad };
  return { ok: true, value: Buffer.concat([...parts, Buffer.from(inside.slice(at))]).toString() };
}

function isScalarValue(codePoint: number): boolean {
  return codePoint <= 0x10ffff && (codePoint < 0xd800 || codePoint > 0xdfff);
}
