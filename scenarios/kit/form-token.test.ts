import { describe, expect, it } from 'vitest';
import { formToken } from './form-token.ts';

describe('formToken', () => {
  it.each([
    ['<input type="hidden" name="csrf" value="abc">', 'abc'],
    ["<input value='abc' name='csrf' type=hidden />", 'abc'],
    ['<INPUT\n name="csrf"\n value="abc">', 'abc'],
    ['<input name="other" value="no"><input name="csrf" value="">', ''],
    ['<input name="csrf">', null],
    ['<input name="xcsrf" value="no">', null],
    ['', null],
  ])('reads %j', (page, expected) => {
    expect(formToken(page, 'csrf')).toBe(expected);
  });

  it('takes the field’s name literally', () => {
    expect(formToken('<input name="a_b]" value="1">', 'a[b]')).toBeNull();
    expect(formToken('<input name="a[b]" value="1">', 'a[b]')).toBe('1');
  });
});
