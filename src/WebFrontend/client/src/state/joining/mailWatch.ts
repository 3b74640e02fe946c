import { isMailUnderWay, mailPause } from '../../models/joining/mailFate';
import { joinProgress } from '../../net/joining/joinCalls';
import type { JoinFlow } from './joinFlow.svelte';

/** Asks what became of the mail with the code until that is known, or until the page that asks is gone. */
export function watchMail(flow: JoinFlow): () => void {
  let over = false;
  const watch = async () => {
    for (let asked = 0; !over && isMailUnderWay(flow.joining.progress); asked++) {
      await new Promise((resolve) => setTimeout(resolve, mailPause(asked)));
      const before = flow.joining.progress;
      if (over || flow.busy || !before.chat) continue;
      const outcome = await joinProgress(before.chat.id);
      // Whatever else has happened meanwhile is newer than this answer.
      const isNews = !over && !flow.busy && flow.joining.progress === before;
      if (isNews && outcome.ok && outcome.value.step === 'code') {
        flow.joining = { ...flow.joining, progress: outcome.value };
      }
    }
  };
  void watch();
  return () => {
    over = true;
  };
}
