import { t } from '../../language/texts';
import { asItStands, collect, type Collectible, type GalleryTab } from '../../models/files/gallery';
import type { HistoryPage } from '../../models/protocol';
import { ConnectionLost } from '../../net/chat/chatConnection';
import type { ChatSession } from '../chat/chatSession.svelte';

const pageSize = 60;

/** Everything of one tab that was sent in a chat, the newest first, fetched page by page. */
export class Gallery {
  #fetched = $state.raw<readonly Collectible[]>([]);
  hasMore = $state.raw(true);
  loading = $state.raw(false);
  /** Why nothing more comes now, for people. */
  problem = $state.raw<string | null>(null);
  #before = $state.raw<number | null>(null);

  constructor(
    private readonly session: ChatSession,
    private readonly tab: GalleryTab,
  ) {}

  get items(): readonly Collectible[] {
    // Before the first page has come, and where none can be had, what is held is shown.
    const from = this.hasMore ? (this.#before ?? 0) : 0;
    return asItStands(this.tab, this.#fetched, this.session.timeline.entries, from);
  }

  more = async (): Promise<void> => {
    if (this.loading || !this.hasMore) return;
    this.loading = true;
    this.problem = null;
    try {
      const what = this.tab === 'links' ? 'links' : 'files';
      // A page may have nothing of this tab: pictures and other files come together.
      const before = this.#fetched.length;
      do await this.#load(what);
      while (this.#fetched.length === before && this.hasMore && this.problem === null);
    } finally {
      this.loading = false;
    }
  };

  async #load(what: 'files' | 'links'): Promise<void> {
    try {
      const page = await this.session.ask<HistoryPage>('Collection', {
        what,
        count: pageSize,
        ...(this.#before !== null && { before: this.#before }),
      });
      if (page.refusal) {
        this.problem = page.refusal.message;
        return;
      }
      this.session.meet(page.people);
      this.#before = page.events[0]?.seq ?? this.#before;
      this.hasMore = page.has_more && page.events.length > 0;
      this.#fetched = [...this.#fetched, ...collect(this.tab, page.events)];
    } catch (error) {
      if (error instanceof ConnectionLost) {
        this.problem = t('files.noConnection');
        return;
      }
      console.error('The server could not list what was sent.', error);
      this.problem = t('app.unavailable');
    }
  }
}
