import { t } from '../../language/texts';
import { waveformOf } from '../../models/files/waveform';

/** docs/protocol.md says nothing of it; longer ones are a lecture. */
export const longestRecording = 15 * 60_000;

const sampleEvery = 60;
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus', 'audio/webm'];

export interface Recorded {
  blob: Blob;
  /** Milliseconds. */
  duration: number;
  waveform: Uint8Array;
}

export type RecordingState = 'asking' | 'recording' | 'refused' | 'ended';

/** One voice message while it is spoken. */
export class Recording {
  state = $state.raw<RecordingState>('asking');
  /** Why it can't be, for people. */
  problem = $state.raw<string | null>(null);
  /** The last loudness values, 0 to 1, the newest at the end. */
  levels = $state.raw<readonly number[]>([]);
  duration = $state.raw(0);

  #all: number[] = [];
  #chunks: Blob[] = [];
  #stream: MediaStream | null = null;
  #recorder: MediaRecorder | null = null;
  #sound: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #startedAt = 0;

  constructor(private readonly onFull: () => void) {}

  async start(): Promise<void> {
    // Typed as always there, but browsers offer microphones only on https and localhost.
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices || !('MediaRecorder' in globalThis)) {
      return this.#refuse(t('record.unsupported'));
    }
    try {
      this.#stream = await devices.getUserMedia({ audio: true });
    } catch (error) {
      return this.#refuse(wordsFor(error));
    }
    // Cancelled while the browser was asking.
    if (this.state === 'ended') return this.#release();
    this.#begin(this.#stream);
  }

  /** What was recorded; null when there is nothing. */
  async stop(): Promise<Recorded | null> {
    const recorder = this.#recorder;
    const duration = performance.now() - this.#startedAt;
    if (this.state !== 'recording' || recorder === null) {
      this.cancel();
      return null;
    }
    this.state = 'ended';
    const stopped = new Promise((resolve) => recorder.addEventListener('stop', resolve, { once: true }));
    recorder.stop();
    await stopped;
    this.#release();
    const blob = new Blob(this.#chunks, { type: recorder.mimeType });
    return blob.size === 0 ? null : { blob, duration: Math.round(duration), waveform: waveformOf(this.#all) };
  }

  cancel(): void {
    this.state = 'ended';
    if (this.#recorder?.state === 'recording') this.#recorder.stop();
    this.#release();
  }

  #begin(stream: MediaStream): void {
    const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
    this.#recorder = new MediaRecorder(stream, { ...(mimeType && { mimeType }), audioBitsPerSecond: 32_000 });
    this.#recorder.addEventListener('dataavailable', ({ data }) => void (data.size > 0 && this.#chunks.push(data)));
    this.#recorder.start(1000);
    this.#startedAt = performance.now();
    this.state = 'recording';
    this.#sound = new AudioContext();
    const analyser = this.#sound.createAnalyser();
    analyser.fftSize = 1024;
    this.#sound.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#timer = setInterval(() => this.#sample(analyser, samples), sampleEvery);
  }

  #sample(analyser: AnalyserNode, samples: Float32Array<ArrayBuffer>): void {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    // The square root makes quiet speech visible beside loud.
    const level = Math.min(1, Math.sqrt(Math.sqrt(power)) * 1.2);
    this.#all.push(level);
    this.levels = this.#all.slice(-48);
    this.duration = performance.now() - this.#startedAt;
    if (this.duration >= longestRecording) this.onFull();
  }

  #refuse(problem: string): void {
    if (this.state !== 'ended') this.state = 'refused';
    this.problem = problem;
  }

  #release(): void {
    clearInterval(this.#timer);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    void this.#sound?.close();
    this.#sound = null;
    this.#stream = null;
  }
}

function wordsFor(error: unknown): string {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return t('record.notAllowed');
    case 'NotFoundError':
      return t('record.noMicrophone');
    case 'NotReadableError':
      return t('record.inUse');
    default:
      console.warn('Recording could not begin.', error);
      return t('record.failed');
  }
}
