import { t } from '../../language/texts';
import { admit, newOutgoing } from '../../models/files/draftAttachment';
import type { OutgoingFile } from '../../models/messages/outbox';
import * as storage from '../../net/files/fileStorage';
import { newClientId } from '../../net/ids';
import { inspect } from './inspecting';
import { localPictures } from './localPictures.svelte';

/** The files that go with the next message of a chat. They are kept with the draft, and survive a reload. */
export class DraftAttachments {
  files = $state.raw<readonly OutgoingFile[]>([]);
  /** What is wrong with what was chosen, for people. */
  problem = $state.raw<string | null>(null);
  readonly #removed = new Set<string>();
  readonly #inspecting = new Map<string, Promise<void>>();
  #closed = false;

  /** @param largest Bytes of the largest file the chat takes, as far as it is known. */
  constructor(
    readonly chatId: string,
    private readonly largest: () => number | null = () => null,
  ) {
    void this.#restore();
  }

  add(offered: readonly File[], folders = 0): void {
    const { taken, problem } = admit(this.files.length, offered, folders, this.largest());
    this.problem = problem;
    const added = taken.map((blob) => ({ file: newOutgoing(newClientId(), blob), blob }));
    for (const { file, blob } of added) storage.hold(file.id, blob);
    this.files = [...this.files, ...added.map(({ file }) => file)];
    if (added.length > 0) void this.#keep(added);
    for (const { file, blob } of added) this.#inspect(file, blob);
  }

  remove(fileId: string): void {
    this.files = this.files.filter((file) => file.id !== fileId);
    if (this.files.length === 0) this.problem = null;
    this.#removed.add(fileId);
    localPictures.forget(fileId);
    storage.letGo([{ id: fileId }]);
    void storage.removeFromDraft(this.chatId, [fileId], true);
  }

  /** Before they go out: what is still being looked at gets a moment, so that the others see no jump. */
  async ready(): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, 1500));
    await Promise.race([Promise.all(this.#inspecting.values()), patience]);
  }

  /** They wait in the outbox now. */
  sent(): void {
    const ids = this.files.map((file) => file.id);
    this.files = [];
    this.problem = null;
    void storage.removeFromDraft(this.chatId, ids, false);
  }

  close(): void {
    this.#closed = true;
  }

  async #restore(): Promise<void> {
    const stored = await storage.draftFiles(this.chatId);
    const here = new Set(this.files.map((file) => file.id));
    const missing = stored.filter((file) => !here.has(file.id));
    if (missing.length === 0 || this.#closed) return;
    this.files = [...missing, ...this.files];
    // A page that was closed while it looked at them has not noted what it saw.
    for (const file of missing) {
      const blob = await storage.blobOf(this.chatId, file.id);
      if (blob && file.width === null && file.duration === null) this.#inspect(file, blob);
    }
  }

  async #keep(added: { file: OutgoingFile; blob: Blob }[]): Promise<void> {
    const kept = await storage.addToDraft(this.chatId, added);
    if (kept === 'no-room') this.problem ??= t('attach.noRoom');
    // Removed or sent while it was being stored?
    const gone = added.map(({ file }) => file.id).filter((id) => !this.files.some((file) => file.id === id));
    if (gone.length > 0) await storage.removeFromDraft(this.chatId, gone, false);
  }

  #inspect(file: OutgoingFile, blob: Blob): void {
    const work = async () => {
      const { preview, ...seen } = await inspect(blob, file.type);
      if (this.#removed.has(file.id)) return;
      this.files = this.files.map((one) => (one.id === file.id ? { ...one, ...seen } : one));
      void storage.noteInDraft(this.chatId, file.id, seen);
      if (preview === null) return;
      void storage.keepPreview(this.chatId, file.id, preview);
      localPictures.refresh(file.id);
    };
    const running = work()
      .catch((error: unknown) => console.debug('A file could not be looked at.', error))
      .finally(() => this.#inspecting.delete(file.id));
    this.#inspecting.set(file.id, running);
    storage.makePreview(file.id, running);
  }
}
