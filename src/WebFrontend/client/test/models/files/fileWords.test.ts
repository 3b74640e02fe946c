import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  extensionOf,
  filesInWords,
  lengthWords,
  sizeOfSize,
  sizeWords,
  sortOf,
  spokenLength,
  inTwo,
  shortTypeWords,
  typeWords,
} from '../../../src/models/files/fileWords';

describe('sizes in words', () => {
  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [3_400_000, '3.4 MB'],
    [9_960_000, '10 MB'],
    [12_000_000, '12 MB'],
    [999_700, '1 MB'],
    [5_000_000_000, '5 GB'],
  ])('%d is %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words));

  test('the unit is said once when it is the same', () => {
    expect(sizeOfSize(3_200_000, 12_000_000)).toBe('3.2 of 12 MB');
    expect(sizeOfSize(320_000, 12_000_000)).toBe('320 kB of 12 MB');
    expect(sizeOfSize(0, 500)).toBe('0 of 500 bytes');
  });

  test('never more than four characters of number', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 14 }), (bytes) => {
        expect(sizeWords(bytes)).toMatch(/^\d{1,3}(\.\d)? (bytes?|kB|MB|GB|TB)$/);
      }),
    );
  });
});

test('lengths in words', () => {
  expect([0, 7_400, 60_000, 754_000, 3_723_000].map(lengthWords)).toEqual(['0:00', '0:07', '1:00', '12:34', '1:02:03']);
  expect([0, 1_000, 61_000, 125_000].map(spokenLength)).toEqual([
    '0 seconds',
    '1 second',
    '1 minute 1 second',
    '2 minutes 5 seconds',
  ]);
});

describe('what a file is, in words', () => {
  test.each([
    ['image/jpeg', 'x.jpg', 'JPEG picture', 'picture'],
    ['audio/mpeg', 'x', 'MP3 audio', 'sound'],
    ['video/mp4', 'x.mp4', 'MP4 video', 'film'],
    ['application/pdf', 'x.zip', 'PDF document', 'pdf'],
    ['application/zip', 'plans.zip', 'ZIP archive', 'archive'],
    ['application/octet-stream', 'costs.xlsx', 'XLSX spreadsheet', 'sheet'],
    ['application/octet-stream', 'page.html', 'HTML file', 'code'],
    ['application/octet-stream', 'thing.dwg', 'DWG file', 'other'],
    ['application/octet-stream', 'no extension', 'File', 'other'],
    ['application/octet-stream', 'ends with.', 'File', 'other'],
    ['application/octet-stream', 'pic.svg', 'SVG picture', 'picture'],
  ])('%s called %s: %s', (type, name, words, sort) => {
    expect(typeWords({ type, name })).toBe(words);
    expect(sortOf({ type, name })).toBe(sort);
  });

  test('an extension is the last of a name', () => {
    expect(extensionOf('archive.tar.gz')).toBe('gz');
  });
});

describe('the name of a file where there is little room', () => {
  test.each([
    ['Plan.pdf', 'Plan.pdf', ''],
    ['exactly 16 ch.pd', 'exactly 16 ch.pd', ''],
    ['A very long file name of the company, version 2.pdf', 'A very long file name of the company, v', 'ersion 2.pdf'],
    ['Mauerwerk und Fassade 👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀.pdf', 'Mauerwerk und Fassade ', '👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀👩‍🚀.pdf'],
  ])('%s is cut before its last twelve characters, none of them in two', (name, start, end) =>
    expect(inTwo(name)).toEqual([start, end]),
  );

  test.each([
    ['application/pdf', 'x.zip', 'PDF'],
    ['application/zip', 'plans.zip', 'ZIP'],
    ['audio/mp4', 'a.bin', 'M4A'],
    ['application/octet-stream', 'costs.xlsx', 'XLSX'],
    ['application/octet-stream', 'no extension', 'File'],
  ])('%s called %s is shortly a %s', (type, name, words) => expect(shortTypeWords({ type, name })).toBe(words));
});

test('a message without words says what it brings', () => {
  const file = (type: string, name = 'Plan.pdf', voice = false) => ({ type, name, voice });
  expect(filesInWords([])).toBe('');
  expect(filesInWords([file('image/png')])).toBe('Photo');
  expect(filesInWords([file('image/gif')])).toBe('GIF');
  expect(filesInWords([file('video/mp4')])).toBe('Video');
  expect(filesInWords([file('audio/webm', 'x', true)])).toBe('Voice message');
  expect(filesInWords([file('application/pdf')])).toBe('Plan.pdf');
  expect(filesInWords([file('image/png'), file('image/jpeg')])).toBe('2 photos');
  expect(filesInWords([file('image/png'), file('application/pdf')])).toBe('2 files');
});
