import type { Outbox, OutgoingFile } from '../models/outbox';
import type { Transfer } from '../models/transfer';
import { removeFromDraft, sweepBlobs } from '../net/fileStorage';
import type { OutboxSender } from '../net/outboxSender';
import { Uploader } from '../net/uploader';

/** The files of one chat on their way to the server, and how far each is. */
export class Uploads {
  /** By the file's id: those on their way now. */
  transfers = $state.raw<ReadonlyMap<string, Transfer>>(new Map());
  readonly #uploader: Uploader;

  constructor(
    private readonly session: { readonly chatId: string; readonly outbox: Outbox },
    private readonly sender: OutboxSender,
    notInChat: () => void,
  ) {
    this.#uploader = new Uploader(session.chatId, {
      read: () => session.outbox,
      reload: () => sender.load(),
      changeFile: (clientId, fileId, fields) => sender.changeFile(clientId, fileId, fields),
      progress: (fileId, transfer) => this.#note(fileId, transfer),
      failed: (clientId, sentence, final) => sender.giveUp(clientId, sentence, final),
      notInChat,
    });
    void sweepBlobs(session.chatId);
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
    const files = this.session.outbox.find((entry) => entry.clientId === clientId)?.files ?? [];
    await this.sender.keepFiles(
      clientId,
      files.filter((file) => file.id !== fileId),
    );
    await removeFromDraft(this.session.chatId, [fileId], true);
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
