import { createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { scramSecret } from './scram.ts';

it('agrees with the example of RFC 7677, section 3', () => {
  const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const authMessage = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
  const secret = scramSecret('pencil', Buffer.from(salt, 'base64'));
  expect(secret).toMatch(/^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$[\w+/]{43}=:[\w+/]{43}=$/);
  const serverKey = Buffer.from(secret.slice(secret.lastIndexOf(':') + 1), 'base64');
  const signature = createHmac('sha256', serverKey).update(authMessage).digest('base64');
  expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
});

function secretOf(password: string): string {
  return scramSecret(password, Buffer.from('salt'));
}

it('takes a password in whichever way Unicode spells it, as clients do', () => {
  expect(secretOf('caf\u0065\u0301')).toBe(secretOf('caf\u00e9'));
  expect(secretOf('a\u00a0b\u00ad')).toBe(secretOf('a b'));
  expect(secretOf('a b')).not.toBe(secretOf('ab'));
});
