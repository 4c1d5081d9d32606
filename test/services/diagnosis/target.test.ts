// What somebody typed, and what is looked at then.
import { describe, expect, it } from 'vitest';
import { targetOf } from '../../../src/services/diagnosis/target.js';
import { systems, worldWith } from './world.js';

const parts = worldWith();
const target = (what: string, system?: string) => targetOf(parts, { what, system });

describe('what is looked at', () => {
  it.each([
    ['sync', undefined, 'sync', Object.keys(systems), []],
    ['Notion', 'orchestra', 'notion', ['orchestra'], []],
    ['control-room', undefined, 'control-room', ['finance-ppm'], []],
    ['wittwizz', undefined, 'system', ['wittwizz'], []],
    ['wittwizz', 'wittwizz', 'system', ['wittwizz'], []],
    ['disk', undefined, 'component', ['oberaconnect'], ['oberaconnect/disk']],
    ['oberaconnect/disk', undefined, 'component', ['oberaconnect'], ['oberaconnect/disk']],
    ['unifi_api', 'oberaconnect', 'component', ['oberaconnect'], ['oberaconnect/unifi-api']],
    ['finance-ppm/notion', undefined, 'component', ['finance-ppm'], ['finance-ppm/notion']],
  ])('%s %s', (what, system, kind, names, components) => {
    expect(target(what, system)).toMatchObject({ kind, systems: names, components });
  });
});

describe('what is not known', () => {
  it.each([
    ['contol-room', undefined, 'control-room'],
    ['oberaconect', undefined, 'oberaconnect'],
    ['redi', undefined, 'redis'],
    ['disc', 'oberaconnect', 'disk'],
  ])('%s names the nearest', (what, system, near) => {
    expect(() => target(what, system)).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        field: 'what',
        hint: expect.stringContaining(near),
      }),
    );
  });

  it('a component of another system', () => {
    expect(() => target('disk', 'wittwizz')).toThrow(
      expect.objectContaining({ field: 'what', message: expect.stringContaining('in wittwizz') }),
    );
  });

  it('a system', () => {
    expect(() => target('sync', 'witwizz')).toThrow(expect.objectContaining({ field: 'system' }));
  });
});
