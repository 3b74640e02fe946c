import type { OutgoingFile } from '../../models/messages/outbox';
import type { Transfer } from '../../models/files/transfer';
import { removeFromDraft, sweepBlobs } from '../../net/files/fileStorage';
import type { ChatOutbox } from '../../net/outbox/chatOutbox';
import { Uploader } from '../../net/files/uploader';

/** The files of one chat on their way to the server, and how far each is. */
export class Uploads {
  /** By the file's id: those on their way now. */
  transfers = $state.raw<ReadonlyMap<string, Transfer>>(new Map());
  readonly #uploader: Uploader;

  constructor(
    private readonly outbox: ChatOutbox,
    notInChat: () => void,
  ) {
    this.#uploader = new Uploader(outbox.chatId, {
      read: () => outbox.entries,
      reload: () => outbox.load(),
      changeFile: (clientId, fileId, fields) => outbox.changeFile(clientId, fileId, fields),
      progress: (fileId, transfer) => this.#note(fileId, transfer),
      failed: (clientId, sentence, final) => outbox.fail(clientId, sentence, final),
      notInChat,
    });
    void sweepBlobs(outbox.chatId);
  }

  kick(): void {
    this.#uploader.kick();
  }

  /** These are not sent after all. */
  forget(files: readonly OutgoingFile[]): void {
    this.#uploader.forget(files);
  }

  /** Takes one file out of a message that waits. */
  async drop(clientId: string, fileId: string): Promise<void> {
    const files = this.outbox.find(clientId)?.files ?? [];
    await this.outbox.keepFiles(
      clientId,
      files.filter((file) => file.id !== fileId),
    );
    await removeFromDraft(this.outbox.chatId, [fileId], true);
    this.forget(files.filter((file) => file.id === fileId));
  }

  close(): void {
    this.#uploader.close();
  }

  #note(fileId: string, transfer: Transfer | null): void {
    const transfers = new Map(this.transfers);
    if (transfer === null) transfers.delete(fileId);
    else transfers.set(fileId, transfer);
    this.transfers = transfers;
  }
}
