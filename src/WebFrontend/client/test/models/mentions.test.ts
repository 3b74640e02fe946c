import { describe, expect, it } from 'vitest';
import { candidates, complete, queryAt } from '../../src/models/mentionSearch';
import { mentionable, mentionsIn, withMentions } from '../../src/models/mentions';
import type { Participant } from '../../src/models/protocol';
import { tokenise } from '../../src/models/textTokens';

const person = (
  id: string,
  name: string,
  surname: string,
  standing: Participant['standing'] = 'active',
): Participant => ({
  id,
  name,
  surname,
  standing,
  email: `${id}@example.com`,
  verified: true,
  history: [],
  read_up_to: 0,
  last_seen: null,
});

const people = [
  person('alice', 'Alice', 'Moreau'),
  person('bob1', 'Bob', 'Lindqvist'),
  person('bob2', 'Bob', 'Tester'),
  person('zoe', 'Zoë', 'Ångström'),
  person('gone', 'Gina', 'Gone', 'left'),
];
const ids = (text: string) => mentionsIn(text, mentionable(people)).flatMap((mention) => mention.ids);

describe('whom a text mentions', () => {
  it.each([
    ['@Alice, can you?', ['alice']],
    ['ask @alice moreau about it', ['alice']],
    ['(@Zoë Ångström)', ['zoe']],
    ['@Bob', []],
    ['@Bob Tester and @bob lindqvist', ['bob2', 'bob1']],
    ['@Alicia', []],
    ['mail@Alice', []],
    ['_@Alice', []],
    ['@Gina Gone', []],
    ['@ Alice', []],
  ])('%s', (text, expected) => expect(ids(text)).toEqual(expected));

  it('takes the longest name, and the text stays whole', () => {
    const text = 'Ask @Alice Moreau; not https://example.com/@Alice or @Alice_x.';
    const tokens = withMentions(tokenise(text), mentionsIn(text, mentionable(people)));

    expect(tokens.map((token) => token.text).join('')).toBe(text);
    expect(tokens.filter((token) => token.kind === 'mention').map((token) => token.text)).toEqual(['@Alice Moreau']);
  });
});

describe('the list that opens with an @', () => {
  it.each([
    ['@', '', 0],
    ['Hello @bo', 'bo', 6],
    ['@Bob Li', 'Bob Li', 0],
  ])('%s asks', (text, typed, start) => expect(queryAt(text, text.length)).toMatchObject({ typed, start }));

  it.each(['mail@b', 'no', '@two\nlines'])('%s does not', (text) => expect(queryAt(text, text.length)).toBeNull());

  it('finds those in the chat by either name, without accents, and not oneself', () => {
    const found = (typed: string) => candidates(people, 'alice', typed).map(({ id }) => id);
    expect(found('')).toEqual(['bob1', 'bob2', 'zoe']);
    expect(found('zoe')).toEqual(['zoe']);
    expect(found('ang')).toEqual(['zoe']);
    expect(found('gina')).toEqual([]);
    expect(found('al')).toEqual([]);
  });

  it('puts the whole name in, and the caret behind it', () => {
    const text = 'Ask @bo please';
    const query = queryAt(text, 7);
    if (query === null) throw new Error('No query.');
    const done = complete(text, query, person('bob2', 'Bob', 'Tester'));
    expect(done).toEqual({ text: 'Ask @Bob Tester please', caret: 16 });
    expect(ids(done.text)).toEqual(['bob2']);
  });
});
