import { describe, expect, it } from 'vitest';
import { candidates, complete, queryAt } from '../../../src/models/messages/mentionSearch';
import { mentionable, mentionsIn, withMentions } from '../../../src/models/messages/mentions';
import { MessageTokens } from '../../../src/models/messages/messageTokens';
import { tokenise } from '../../../src/models/messages/textTokens';
import { person } from '../texts';

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

describe('names inside names', () => {
  it('a name inside a mention is not meant as well, and the text stays whole', () => {
    const text = '@A @B';
    const names = mentionable([person('outer', 'A', '@B'), person('inner', 'B', 'Bee')]);
    const tokens = withMentions(tokenise(text), mentionsIn(text, names));
    expect(tokens).toEqual([{ kind: 'mention', text, ids: ['outer'] }]);
  });

  it('two people of one name are both meant, in upper and lower case', () => {
    const names = mentionable([person('one', 'Straße', 'Ümit'), person('two', 'Straße', 'Ümit')]);
    expect(mentionsIn('@STRAßE ÜMIT', names).map(({ ids }) => ids)).toEqual([['one', 'two']]);
  });

  it('the longest name is meant that ends where a word ends', () => {
    const names = mentionable([person('a', 'Ann', ''), person('b', 'Ann', 'Lee'), person('c', 'Ann', 'Lee Young')]);
    expect(mentionsIn('@Ann Lee Youngs', names).map(({ ids }) => ids)).toEqual([['b']]);
    expect(mentionsIn('@Ann Leech', names).map(({ ids }) => ids)).toEqual([['a']]);
  });
});

describe('texts of a chat', () => {
  it('are taken apart once, while those who read and come and go keep their names', () => {
    const tokens = new MessageTokens();
    const before = tokens.of('Ask @Alice', tokens.namesOf(people));
    const read = people.map((one) => ({ ...one, read_up_to: 7, last_seen: '2026-05-04T09:00:00Z' }));
    expect(tokens.of('Ask @Alice', tokens.namesOf(read))).toBe(before);
  });

  it('are taken apart anew when somebody has another name', () => {
    const tokens = new MessageTokens();
    expect(tokens.of('@Alice', tokens.namesOf(people))[0]?.kind).toBe('mention');
    const renamed = people.map((one) => (one.id === 'alice' ? { ...one, name: 'Alicia' } : one));
    expect(tokens.of('@Alice', tokens.namesOf(renamed))[0]?.kind).toBe('text');
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
