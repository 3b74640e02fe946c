import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { asItStands, byMonth, collect, monthWord } from '../../../src/models/files/gallery';
import type { Attachment, ChatEvent } from '../../../src/models/protocol';
import { emptyTimeline, receive } from '../../../src/models/messages/timeline';
import { together, viewedOf } from '../../../src/models/files/viewed';
import { barsOf, fromBase64, toBase64, waveformOf } from '../../../src/models/files/waveform';
import { fitted, keepInSight, mostScale, swipeOf, whole, zoomAt } from '../../../src/models/files/zoom';

const attachment = (id: string, type: string): Attachment => ({
  id,
  name: id,
  type,
  size: 1,
  width: null,
  height: null,
  duration: null,
  has_preview: false,
  colour: null,
  voice: false,
  waveform: null,
});

const message = (seq: number, files: Attachment[], text = '', fields: Partial<ChatEvent> = {}): ChatEvent => ({
  seq,
  kind: 'message',
  at: '2026-05-04T09:00:00.000Z',
  by: 'bob',
  text,
  attachments: files,
  ...fields,
});

const photo = attachment('p1', 'image/png');
const zip = attachment('z1', 'application/zip');

describe('the gallery', () => {
  test('has pictures, other files and links apart, the newest first', () => {
    const events = [
      message(1, [photo, zip]),
      message(2, [], 'see https://example.com/a and mail a@example.com'),
      message(3, [attachment('p2', 'video/webm')]),
      message(4, [attachment('p3', 'image/png')], '', { deleted_at: '2026-05-04T09:01:00.000Z' }),
    ];
    expect(collect('media', events).map(({ key }) => key)).toEqual(['p2', 'p1']);
    expect(collect('files', events).map(({ key }) => key)).toEqual(['z1']);
    expect(collect('links', events).map(({ link }) => link?.href)).toEqual(['https://example.com/a']);
  });

  test('gains what comes and loses what is deleted, without a hole where nothing was fetched yet', () => {
    const fetched = collect('media', [message(5, [photo])]);
    const held = receive({ ...emptyTimeline, high: 2 }, [
      message(3, [attachment('old', 'image/png')]),
      message(4, []),
      message(5, [photo]),
      message(6, [attachment('new', 'image/png')]),
    ]);
    expect(asItStands('media', fetched, held.entries, 5).map(({ key }) => key)).toEqual(['new', 'p1']);
    expect(asItStands('media', fetched, held.entries, 0).map(({ key }) => key)).toEqual(['new', 'p1', 'old']);
    const after = receive(held, [{ seq: 7, kind: 'deleted', at: '2026-05-04T10:00:00.000Z', by: 'bob', target: 5 }]);
    expect(asItStands('media', fetched, after.entries, 5).map(({ key }) => key)).toEqual(['new']);
  });

  test('is grouped by month', () => {
    const now = new Date(2026, 4, 20);
    const at = (year: number, month: number) => new Date(year, month, 10).toISOString();
    expect(monthWord(at(2026, 4), now)).toBe('This month');
    expect(monthWord(at(2026, 3), now)).toBe('April');
    expect(monthWord(at(2025, 4), now)).toBe('May 2025');
    const items = [at(2026, 4), at(2026, 4), at(2026, 3), at(2025, 4)].map((moment) => ({ at: moment }));
    expect(byMonth(items, now).map(({ month, items: some }) => [month, some.length])).toEqual([
      ['This month', 2],
      ['April', 1],
      ['May 2025', 1],
    ]);
  });
});

describe('the viewer', () => {
  test('leads through all pictures and videos as they stand in the chat, each once', () => {
    const { entries } = receive(emptyTimeline, [
      message(1, [photo, zip], 'hello'),
      message(2, [attachment('p2', 'video/mp4')]),
    ]);
    expect(viewedOf(entries).map(({ file, text }) => [file.id, text])).toEqual([
      ['p1', 'hello'],
      ['p2', ''],
    ]);
    const older = { seq: 0, at: '', by: '', text: null, file: attachment('p0', 'image/png') };
    expect(together(viewedOf(entries), [older, { ...older, seq: 1, file: photo }]).map(({ file }) => file.id)).toEqual([
      'p0',
      'p1',
      'p2',
    ]);
  });

  test('enlarges around the finger: what is under it stays under it', () => {
    const number = fc.integer({ min: -500, max: 500 });
    fc.assert(
      fc.property(number, number, fc.double({ min: 1, max: 2, noNaN: true }), (x, y, factor) => {
        const before = { scale: 2, x: 30, y: -20 };
        const after = zoomAt(before, factor, { x, y });
        expect((x - after.x) / after.scale).toBeCloseTo((x - before.x) / before.scale, 6);
        expect((y - after.y) / after.scale).toBeCloseTo((y - before.y) / before.scale, 6);
      }),
    );
    expect(zoomAt(whole, 100, { x: 0, y: 0 }).scale).toBe(mostScale);
    expect(zoomAt(whole, 0.1, { x: 9, y: 9 })).toEqual(whole);
  });

  test('never loses the picture out of sight', () => {
    const picture = { width: 400, height: 300 };
    const frame = { width: 500, height: 500 };
    expect(keepInSight({ scale: 2, x: 900, y: -900 }, picture, frame)).toEqual({ scale: 2, x: 150, y: -50 });
    expect(keepInSight({ scale: 1, x: 40, y: 40 }, picture, frame)).toEqual(whole);
    expect(fitted({ width: 1000, height: 500 }, frame)).toEqual({ width: 500, height: 250 });
    expect(fitted({ width: 100, height: 50 }, frame)).toEqual({ width: 100, height: 50 });
  });

  test('knows a swipe from a slip', () => {
    expect(swipeOf(-120, 10, 500)).toBe('next');
    expect(swipeOf(50, 5, 150)).toBe('previous');
    expect(swipeOf(50, 5, 600)).toBeNull();
    expect(swipeOf(5, 200, 500)).toBe('close');
    expect(swipeOf(100, 100, 500)).toBeNull();
  });
});

describe('a waveform', () => {
  test('has at most 96 values, the loudest the highest, and silence stays silent', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3000 }), (levels) => {
        const values = waveformOf(levels);
        expect(values.length).toBe(Math.min(96, levels.length));
        if (Math.max(0, ...levels) >= 0.08) expect(Math.max(...values)).toBe(255);
      }),
    );
    expect([...waveformOf([0.01, 0.02])]).toEqual([32, 64]);
  });

  test('survives its journey, and what is no waveform is none', () => {
    const values = Uint8Array.from([0, 128, 255]);
    expect(fromBase64(toBase64(values))).toEqual([0, 128, 255]);
    expect(fromBase64('not base64!')).toEqual([]);
    expect(fromBase64(null)).toEqual([]);
  });

  test('fills any number of bars', () => {
    expect(barsOf([0, 255], 4)).toEqual([0, 0, 1, 1]);
    expect(barsOf([0, 255, 0, 0], 2)).toEqual([1, 0]);
    expect(barsOf([], 2)).toEqual([0, 0]);
  });
});
