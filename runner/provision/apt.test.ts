import { describe, expect, it } from 'vitest';
import { parseDepends, parseLdd, parsePolicy } from './apt.ts';

describe('parseDepends', () => {
  it('names the libraries, alternatives too, but not the C library', () => {
    const field =
      'lsb-base (>= 3.1), postgresql-common (>= 26), libc-ares2 (>= 1.12), libc6 (>= 2.36), libssl3t64 | libssl3:any (>= 3)';
    expect(parseDepends(field)).toEqual(['libc-ares2', 'libssl3t64', 'libssl3']);
    expect(parseDepends('')).toEqual([]);
  });
});

describe('parsePolicy', () => {
  it('names what is not installed and can be had', () => {
    const shown = `libc-ares2:
  Installed: (none)
  Candidate: 1.18.1-3
  Version table:
     1.18.1-3 500
libssl3:
  Installed: 3.0.19-1
  Candidate: 3.0.19-1
libvirtual:
  Installed: (none)
  Candidate: (none)
`;
    expect(parsePolicy(shown)).toEqual(['libc-ares2']);
  });
});

describe('parseLdd', () => {
  it('names what was not found', () => {
    const shown = `\tlinux-vdso.so.1 (0x00007ffd)
\tlibevent-2.1.so.7 => /lib/x86_64-linux-gnu/libevent-2.1.so.7 (0x00007f)
\tlibcares.so.2 => not found
`;
    expect(parseLdd(shown)).toEqual(['libcares.so.2']);
    expect(parseLdd('\tstatically linked\n')).toEqual([]);
  });
});
