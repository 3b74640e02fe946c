import { expect, test } from 'vitest';
import { chatInitials, severalCompanies } from '../../../src/models/chats/chatTile';
import { rowTime } from '../../../src/models/app/rowTime';

test.each([
  ['Kitchen refit, Harbour Street 12', 'KR'],
  ['Tiles', 'TI'],
  ['Müller & Söhne', 'MS'],
  ['餐厅装修', '餐'],
  ['مطبخ جديد', 'مج'],
  ['“Quoted” name', 'QN'],
  ['🎈🎈', '🎈'],
  ['7', '7'],
  ['', '?'],
])('the tile of %j says %s', (name, letters) => {
  expect(chatInitials(name)).toBe(letters);
});

test('a row says whose chat it is only on a device with chats of several companies', () => {
  const of = (id: string) => ({ company: { id } });
  expect(severalCompanies([of('a'), of('a')])).toBe(false);
  expect(severalCompanies([of('a'), of('b')])).toBe(true);
  expect(severalCompanies([])).toBe(false);
});

test.each([
  ['2026-11-30T22:11:00', '22:11'],
  ['2026-11-29T22:11:00', 'Sun'],
  ['2026-11-25T22:11:00', 'Wed'],
  ['2026-11-12T22:11:00', '12 Nov'],
  ['2025-11-12T22:11:00', 'Nov 2025'],
])('beside a chat, %s is written in a narrow column as %s', (at, words) => {
  expect(rowTime(at, new Date('2026-11-30T23:00:00'))).toBe(words);
});
