import * as fc from 'fast-check';
import { isIP } from 'node:net';
import { expect, test } from 'vitest';
import { canonicalIp, ipFromBytes } from './ip-text.ts';

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['::1', '::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['::1.2.3.4', '::102:304'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['::ffff:c0a8:1', '192.168.0.1'],
  ['fe80::1%eth0', undefined],
  ['010.0.0.1', undefined],
  ['999.1.1.1', undefined],
  ['loja', undefined],
  ['', undefined],
])('%s → %s', (text, expected) => {
  expect(canonicalIp(text)).toBe(expected);
});

test('bytes: 4 e 16 são endereços, o resto aparece em hexadecimal', () => {
  expect(ipFromBytes(Uint8Array.of(192, 168, 0, 1))).toBe('192.168.0.1');
  expect(ipFromBytes(Buffer.from('20010db8000000000000000000000001', 'hex'))).toBe('2001:db8::1');
  expect(ipFromBytes(Uint8Array.of(1, 255))).toBe('?01ff');
  expect(ipFromBytes(new Uint8Array())).toBe('');
});

test('16 bytes quaisquer dão um endereço, e a forma canônica dele é ele mesmo', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
      const address = ipFromBytes(bytes);
      expect(isIP(address)).toBeGreaterThan(0);
      expect(canonicalIp(address)).toBe(address);
    }),
  );
});
