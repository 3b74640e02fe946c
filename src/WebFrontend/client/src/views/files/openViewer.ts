import { part } from '../../language/loading';
import { t } from '../../language/texts';
import { mount, unmount } from 'svelte';
import type { Viewed } from '../../models/files/viewed';
import type { ChatSession } from '../../state/chat/chatSession.svelte';
import { toasts } from '../../state/app/toasts.svelte';

/**
 * Shows a picture or video as large as it can be. `more` are those that the chat's loaded part may lack. Closing gives
 * the focus back.
 */
export async function openViewer(session: ChatSession, fileId: string, more: readonly Viewed[] = []): Promise<void> {
  const before = document.activeElement;
  let Viewer;
  try {
    Viewer = (await part(() => import('./Viewer.svelte'))).default;
  } catch (error) {
    console.warn('The viewer did not arrive.', error);
    toasts.show(t('files.viewerFailed'));
    return;
  }
  const viewer = mount(Viewer, {
    target: document.body,
    props: {
      session,
      fileId,
      more,
      onclose() {
        void unmount(viewer);
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      },
    },
  });
}
