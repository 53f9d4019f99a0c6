import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

describe('readSettings', () => {
  it('reads what the runner wrote', () => {
    const settings = { baseUrl: 'http://127.0.0.1:1', users: 1 };
    expect(readSettings({ POOLPROOF_LOAD: JSON.stringify(settings) })).toEqual(settings);
  });

  it('says who starts this script', () => {
    expect(() => readSettings({})).toThrow('POOLPROOF_LOAD is not set: this script is started by poolproof');
  });
});
