import { describe, expect, test } from 'vitest';
import type { Upload } from '../../../src/models/protocol';
import { admit, mostFiles, newOutgoing, attachmentWords } from '../../../src/models/files/draftAttachment';
import { percentOf, Speedometer } from '../../../src/models/files/transfer';
import { afterRefusal, blockRange, mostTries, stagedBytes, stagedDigests } from '../../../src/models/files/uploadPlan';

const upload = (size: number, staged: number[]): Upload => ({
  id: 'u',
  name: 'x',
  size,
  block_size: 4,
  blocks: Math.ceil(size / 4),
  staged: staged.map((index) => ({ index, digest: `d${index}` })),
  started_at: '',
  expires_at: '',
  attachment: null,
});

describe('the plan of an upload', () => {
  test('blocks cover the file once; the last is what is left', () => {
    expect([0, 1, 2].map((index) => blockRange(10, 4, index))).toEqual([
      [0, 4],
      [4, 8],
      [8, 10],
    ]);
  });

  test('what is staged is known by its place, and counted in bytes', () => {
    expect(stagedDigests(upload(10, [2, 0]))).toEqual(['d0', undefined, 'd2']);
    expect(stagedBytes(upload(10, [2, 0]))).toBe(6);
    expect(stagedBytes(upload(10, [7]))).toBe(0);
    expect(stagedDigests(upload(0, []))).toEqual([]);
  });

  const refusal = (status: number, reason = 'x') => ({ status, reason, detail: '' });

  test('a lost connection and a busy server are waited for, however long', () => {
    for (const status of [0, 429, 502, 503, 504]) expect(afterRefusal(refusal(status), 1000)).toBe('wait');
  });

  test('an upload that is no more begins anew, a refusal ends it, and trouble that stays is told', () => {
    expect(afterRefusal(refusal(404, 'not_found'), 0)).toBe('anew');
    expect(afterRefusal(refusal(404, 'not_found'), mostTries)).toBe('fail');
    expect(afterRefusal(refusal(413, 'file_too_large'), 0)).toBe('fail');
    expect(afterRefusal(refusal(409, 'storage_full'), 0)).toBe('fail');
    expect(afterRefusal(refusal(409, 'upload_incomplete'), 0)).toBe('look');
    expect(afterRefusal(refusal(500), 0)).toBe('wait');
    expect(afterRefusal(refusal(500), mostTries)).toBe('fail');
    expect(afterRefusal(refusal(401, 'not_in_chat'), 0)).toBe('leave');
  });
});

describe('the speed', () => {
  test('is that of the last seconds', () => {
    const meter = new Speedometer();
    meter.restart(0, 0);
    expect(meter.speed).toBeNull();
    for (let at = 500; at <= 20_000; at += 500) meter.note(at, at * 1000);
    expect(meter.speed).toBe(1_000_000);
    for (let at = 20_500; at <= 30_000; at += 500) meter.note(at, 20_000_000 + (at - 20_000) * 10);
    expect(meter.speed).toBeLessThan(11_000);
  });

  test('begins again when bytes have to be sent again', () => {
    const meter = new Speedometer();
    meter.restart(0, 0);
    meter.note(1000, 1_000_000);
    meter.note(1100, 500_000);
    expect(meter.speed).toBeNull();
  });

  test('percent never says done before it is, nor more than all', () => {
    expect(percentOf({ sent: 999, total: 1000 })).toBe(99);
    expect(percentOf({ sent: 2000, total: 1000 })).toBe(100);
    expect(percentOf({ sent: 0, total: 0 })).toBe(100);
  });
});

describe('what is chosen', () => {
  const offered = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `f${n}`, size: 1, type: '' }));

  test('is taken up to the most a message can have, and the rest is told', () => {
    expect(admit(0, offered(3), 0)).toEqual({ taken: offered(3), problem: null });
    const { taken, problem } = admit(18, offered(5), 0);
    expect(taken).toHaveLength(mostFiles - 18);
    expect(problem).toContain('20 files');
    expect(problem).toContain('3 files were not added');
    expect(admit(20, offered(1), 0).problem).toContain('“f0” was not added');
  });

  test('what is larger than the chat takes is said at once, and the others go', () => {
    const [small, large] = [
      { name: 'a.jpg', size: 10, type: '' },
      { name: 'film.mov', size: 2_000_000, type: '' },
    ];
    const { taken, problem } = admit(0, [small, large], 0, 1_000_000);
    expect(taken).toEqual([small]);
    expect(problem).toContain('“film.mov” is too large: 1 MB can be sent here');
    expect(admit(0, [large, large], 0, 1_000_000).problem).toContain('2 files are too large');
    expect(admit(0, [large], 0, 2_000_000).problem).toBeNull();
  });

  test('folders are refused with a way out', () => {
    expect(admit(0, [], 1).problem).toContain('ZIP');
  });

  test('is summed up, and has a name and a type in any case', () => {
    expect(attachmentWords([{ size: 1_000_000 }, { size: 2_000_000 }])).toBe('2 files, 3 MB');
    expect(newOutgoing('id', { name: '', size: 0, type: 'audio/webm;codecs=opus' })).toMatchObject({
      name: 'file',
      type: 'audio/webm',
      done: false,
    });
  });
});
