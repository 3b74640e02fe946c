import { describe, expect, test, vi } from 'vitest';
import type { Message } from '../../../src/models/messages/entry';
import { ConnectionLost } from '../../../src/net/chat/chatConnection';
import type { ChatSession } from '../../../src/state/chat/chatSession.svelte';
import { Gallery } from '../../../src/state/files/gallery.svelte';

const picture = { id: 'f', name: 'one.png', type: 'image/png', size: 1 };
const held = {
  kind: 'message',
  seq: 3,
  at: '2026-11-30T10:00:00Z',
  by: 'a',
  text: '',
  attachments: [picture],
  deleted: null,
};

function galleryOf(ask: () => Promise<unknown>): Gallery {
  const entries = [held as unknown as Message];
  return new Gallery({ ask, meet: () => undefined, timeline: { entries } } as unknown as ChatSession, 'media');
}

describe('the gallery', () => {
  test.each([
    ['a lost connection', new ConnectionLost('Collection'), 'There is no connection.'],
    ['a server that fails', new Error('Failed to invoke.'), 'The server could not do that just now.'],
  ])('shows what is held, and why not more, after %s', async (_what, error, words) => {
    vi.spyOn(console, 'error').mockReturnValue();
    const ask = vi.fn().mockRejectedValue(error);
    const gallery = galleryOf(ask);
    await gallery.more();
    expect(gallery.problem).toContain(words);
    expect(gallery.items.map(({ seq }) => seq)).toEqual([3]);
    expect(gallery.loading).toBe(false);
    expect(ask).toHaveBeenCalledOnce();
  });

  test('goes on where it stopped once there is an answer', async () => {
    const ask = vi
      .fn()
      .mockRejectedValueOnce(new ConnectionLost('Collection'))
      .mockResolvedValue({ events: [], has_more: false });
    const gallery = galleryOf(ask);
    await gallery.more();
    await gallery.more();
    expect([gallery.problem, gallery.hasMore]).toEqual([null, false]);
  });
});
