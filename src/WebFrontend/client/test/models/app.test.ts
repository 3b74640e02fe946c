import { describe, expect, it } from 'vitest';
import { chatsNamed } from '../../src/models/chats/chatSearch';
import { isGoodMoment, isIos, memoryFrom, nothingRemembered, onVisit } from '../../src/models/app/installing';
import { noticeFor, pushedMessage, type PushedMessage } from '../../src/models/notifications/notice';
import { noticeLine } from '../../src/models/notifications/noticeState';
import type { DeviceChat } from '../../src/models/protocol';
import { textOf } from '../../src/models/app/sharing';

describe('when to offer the app', () => {
  it('is after a few messages, or on coming back, and never again after a no', () => {
    expect(isGoodMoment(nothingRemembered)).toBe(false);
    expect(isGoodMoment({ ...nothingRemembered, sent: 3 })).toBe(true);
    const back = onVisit(onVisit({ ...nothingRemembered, sent: 1 }, 1e12), 1e12 + 3_600_000);
    expect(isGoodMoment(back)).toBe(true);
    expect(isGoodMoment({ ...back, declined: true })).toBe(false);
  });

  it('counts a reload as the same visit', () =>
    expect(onVisit(onVisit(nothingRemembered, 1e12), 1e12 + 60_000).visits).toBe(1));

  it.each([null, 'no JSON', '7'])('remembers nothing from %s', (stored) =>
    expect(memoryFrom(stored)).toEqual(nothingRemembered),
  );

  it('knows an iPad, which says that it is a Mac', () => {
    expect(isIos({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', touchPoints: 5 })).toBe(true);
    expect(isIos({ userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)', touchPoints: 0 })).toBe(false);
  });
});

describe('what a push shows', () => {
  const message: PushedMessage = {
    chat_id: '0123456789abcdef',
    chat: 'Roof',
    from: 'Bob Tester',
    text: 'Hello',
    seq: 7,
    files: 0,
    mentioned: false,
    unread: 1,
  };

  it('is heard once a minute, and at once by whom it mentions', () => {
    const first = noticeFor(message, null, 1000);
    expect(first).toMatchObject({ title: 'Roof', body: 'Bob Tester: Hello', heard: true });
    const memory = first?.memory ?? null;
    expect(noticeFor({ ...message, seq: 8 }, memory, 30_000)?.heard).toBe(false);
    expect(noticeFor({ ...message, seq: 8, mentioned: true }, memory, 30_000)?.heard).toBe(true);
    expect(noticeFor({ ...message, seq: 8 }, memory, 70_000)?.heard).toBe(true);
  });

  it('never is an older message than the one shown', () =>
    expect(noticeFor(message, { chatId: message.chat_id, seq: 7, heardAt: 0 }, 1)).toBeNull());

  it.each([null, 'text', {}, { ...message, chat_id: '../x' }, { ...message, seq: '7' }])('is nothing for %o', (value) =>
    expect(pushedMessage(value)).toBeNull(),
  );
});

describe('the line under Notifications', () => {
  it.each([
    [{ ability: 'blocked', level: 'all', here: false }, 'Blocked by this browser'],
    [{ ability: 'ready', level: null, here: false }, 'All, mentions or none'],
    [{ ability: 'ready', level: 'off', here: false }, 'Off'],
    [{ ability: 'ready', level: 'all', here: false }, 'Off on this device'],
    [{ ability: 'ready', level: 'mentions', here: true }, 'On: mentions of you'],
  ] as const)('%o is “%s”', (state, line) => expect(noticeLine(state)).toBe(line));
});

describe('what was shared', () => {
  it('becomes one text, nothing twice', () => {
    expect(textOf({ title: 'List', text: 'See https://example.com', url: 'https://example.com' })).toBe(
      'List\nSee https://example.com',
    );
    expect(textOf({ title: null, text: ' ', url: null })).toBe('');
  });

  it('finds its chat by any word, without accents', () => {
    const chats = ['Été à Nice', 'Roof'].map((name, n) => ({
      id: `${n}`,
      name,
      company: { id: 'c', name: 'ConnectNow' },
    }));
    expect(chatsNamed(chats as DeviceChat[], 'NICE ete').map(({ id }) => id)).toEqual(['0']);
    expect(chatsNamed(chats as DeviceChat[], 'connect')).toHaveLength(2);
  });
});
