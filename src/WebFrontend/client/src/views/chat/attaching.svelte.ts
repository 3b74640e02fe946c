import { part } from '../../language/loading';
import { t } from '../../language/texts';
import { pastesFiles } from '../../models/messages/composerKeys';
import { toasts } from '../../state/app/toasts.svelte';
import type { AttachmentParts } from '../files/attachmentParts';

/** What goes with a message besides words. The parts that deal with it are fetched with the first file. */
export class Attaching {
  parts = $state.raw<AttachmentParts | null>(null);
  /** On a phone: asks where the files are to come from. */
  asking = $state(false);
  /** What began a voice message, while it is spoken. */
  recording = $state.raw<PointerEvent | MouseEvent | null>(null);
  readonly chosen = $derived(this.parts?.attachments.files ?? []);
  #fetching: Promise<AttachmentParts> | null = null;

  /** @param largest Bytes of the largest file that can be sent, once it is known. */
  constructor(
    private readonly chatId: string,
    private readonly largest: () => number | null,
    private readonly added: () => void,
  ) {}

  fetch(): Promise<AttachmentParts> {
    return (this.#fetching ??= part(() => import('../files/attachmentParts'))
      .then(({ attachmentPartsFor }) => (this.parts = attachmentPartsFor(this.chatId, this.largest)))
      .catch((error) => {
        this.#fetching = null;
        toasts.show(t('app.partMissing'));
        throw error;
      }));
  }

  readonly add = async (found: Iterable<File | null>, folders = 0): Promise<void> => {
    const { attachments } = await this.fetch();
    attachments.add(
      [...found].filter((file) => file !== null),
      folders,
    );
    this.added();
  };

  /** Takes files out of what was dropped or pasted. False when there are none to take. */
  receive({ items, types }: DataTransfer): boolean {
    const offered = [...items].filter((item) => item.kind === 'file');
    if (!pastesFiles(types, offered.length)) return false;
    const found = offered.filter((item) => !item.webkitGetAsEntry()?.isDirectory).map((item) => item.getAsFile());
    void this.add(found, offered.length - found.length);
    return true;
  }

  ask(): void {
    this.asking = true;
    void this.fetch();
  }

  record(event: PointerEvent | MouseEvent): void {
    this.recording = event;
    void this.fetch();
  }
}
