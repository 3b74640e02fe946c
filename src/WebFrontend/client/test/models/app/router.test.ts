import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  formatRoute,
  parentOf,
  parseRoute,
  passwordInFragment,
  passwordInLink,
  withoutPassword,
  type Route,
} from '../../../src/models/app/router';

const at = (path: string): Route => parseRoute(new URL(path, 'https://chat.example'));
const chatId = 'abcdefghij012345';
const personId = '0123456789abcdef';

describe('router', () => {
  test.each([
    ['/', { page: 'home' }],
    ['/terms', { page: 'terms' }],
    ['/sign-in', { page: 'sign-in', chatId: null }],
    [`/sign-in?chat=${chatId}`, { page: 'sign-in', chatId }],
    ['/sign-in?chat=https://evil.example', { page: 'sign-in', chatId: null }],
    [`/c/${chatId}`, { page: 'chat', chatId, sidebar: null, personId: null }],
    [`/c/${chatId}/`, { page: 'chat', chatId, sidebar: null, personId: null }],
    [`/c/${chatId}/info`, { page: 'chat', chatId, sidebar: 'info', personId: null }],
    [`/c/${chatId}/people`, { page: 'chat', chatId, sidebar: 'people', personId: null }],
    [`/c/${chatId}/people/${personId}`, { page: 'chat', chatId, sidebar: 'person', personId }],
    [`/c/${chatId}/flows/${personId}`, { page: 'unknown', path: `/c/${chatId}/flows/${personId}` }],
    ['/c/SHOUTING', { page: 'unknown', path: '/c/SHOUTING' }],
    ['/nowhere', { page: 'unknown', path: '/nowhere' }],
  ])('%s is read as its page', (path, route) => {
    expect(at(path)).toEqual(route);
  });

  test('every route survives being written to the address bar and read back', () => {
    const id = fc.stringMatching(/^[0-9a-z]{16}$/);
    const route = fc.oneof(
      fc.record({
        page: fc.constant('chat' as const),
        chatId: id,
        personId: id,
        sidebar: fc.constant('person' as const),
      }),
      fc.record({
        page: fc.constant('chat' as const),
        chatId: id,
        personId: fc.constant(null),
        sidebar: fc.constantFrom(
          null,
          'info' as const,
          'about' as const,
          'people' as const,
          'files' as const,
          'flows' as const,
        ),
      }),
      fc.record({ page: fc.constant('sign-in' as const), chatId: fc.option(id) }),
    );
    fc.assert(
      fc.property(route, (one) => {
        expect(at(formatRoute(one))).toEqual(one);
      }),
    );
  });

  test('Back leads from a person to the people, from there home, and from home out', () => {
    expect([parentOf('person'), parentOf('people'), parentOf('about'), parentOf('info')]).toEqual([
      'people',
      'info',
      'info',
      null,
    ]);
  });

  test('the password of a link comes back as it was encoded', () => {
    const password = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(password, (word) => {
        expect(passwordInFragment(`#${encodeURIComponent(word)}`)).toBe(word);
      }),
    );
  });

  test('a password that is not decodable is taken as it stands, and no fragment is no password', () => {
    expect(passwordInFragment('#100%sure')).toBe('100%sure');
    expect(passwordInFragment('#')).toBeNull();
    expect(passwordInFragment('')).toBeNull();
  });

  test.each([
    ['/c/0123456789abcdef%23wzjy-pfe7', 'wzjy-pfe7'],
    ['/c/0123456789abcdef%2523wzjy-pfe7', 'wzjy-pfe7'],
    ['/c/0123456789abcdef%23Gr%C3%BCne%20K.', 'Grüne K.'],
    ['/c/0123456789abcdef%23a/b/', 'a/b/'],
  ])('%s is the link with # in its place', (pathname, password) => {
    expect(parseRoute({ pathname, search: '' })).toMatchObject({
      page: 'chat',
      chatId: '0123456789abcdef',
      sidebar: null,
    });
    expect(passwordInLink({ pathname, hash: '' })).toBe(password);
    expect(withoutPassword(pathname)).toBe('/c/0123456789abcdef');
  });

  test.each(['.', ',', ').', '!', '%22', '%3E.'])('a link with %s behind it leads where it would without', (mark) => {
    expect(at(`/c/${chatId}${mark}`)).toMatchObject({ page: 'chat', chatId });
    expect(at(`/c/${chatId}/people${mark}`)).toMatchObject({ page: 'chat', sidebar: 'people' });
    expect(at(`/c/${mark}`)).toMatchObject({ page: 'unknown' });
  });

  test('a path without a password stays as it is, and what stands after # comes first', () => {
    expect(withoutPassword('/c/0123456789abcdef/people')).toBe('/c/0123456789abcdef/people');
    expect(passwordInLink({ pathname: '/c/0123456789abcdef', hash: '' })).toBeNull();
    expect(passwordInLink({ pathname: '/c/0123456789abcdef%23one', hash: '#two' })).toBe('two');
  });
});
