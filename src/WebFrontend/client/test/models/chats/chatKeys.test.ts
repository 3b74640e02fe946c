import { expect, test } from 'vitest';
import { chatKey, type ChatKey } from '../../../src/models/chats/chatKeys';

const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, keyCode: 0, isComposing: false };

test.each<[string, Partial<typeof none>, ChatKey | null]>([
  ['ArrowDown', { altKey: true }, 'next'],
  ['ArrowUp', { altKey: true }, 'previous'],
  ['k', { ctrlKey: true }, 'find'],
  ['K', { metaKey: true }, 'find'],
  ['k', {}, null],
  ['ArrowDown', {}, null],
  ['ArrowLeft', { altKey: true }, null],
  ['ArrowDown', { altKey: true, shiftKey: true }, null],
  ['ArrowDown', { altKey: true, ctrlKey: true }, null],
  ['k', { ctrlKey: true, shiftKey: true }, null],
  ['k', { ctrlKey: true, altKey: true }, null],
  ['ArrowDown', { altKey: true, isComposing: true }, null],
  ['k', { ctrlKey: true, keyCode: 229 }, null],
])('%s with %j: %s', (key, modifiers, does) => expect(chatKey({ key, ...none, ...modifiers })).toBe(does));
