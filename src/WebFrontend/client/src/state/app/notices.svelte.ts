import { noticeLine, type NoticeAbility } from '../../models/notifications/noticeState';
import type { NoticeLevel, Refusal } from '../../models/protocol';
import { noticeWish } from '../../net/notifications/pushCalls';
import { isToldHere, noticeAbility, tellHere, tellNobody } from '../../net/notifications/pushDevice';

/** The notifications of one chat, as this device and the server have them. */
export class Notices {
  ability = $state.raw<NoticeAbility>(noticeAbility());
  level = $state.raw<NoticeLevel | null>(null);
  here = $state.raw(false);
  refusal = $state.raw<Refusal | null>(null);
  busy = $state.raw(false);

  readonly line = $derived(noticeLine({ ability: this.ability, level: this.level, here: this.here }));

  constructor(private readonly chatId: string) {}

  load = async (): Promise<void> => {
    this.ability = noticeAbility();
    const outcome = await noticeWish(this.chatId);
    this.refusal = outcome.ok ? null : outcome.refusal;
    if (!outcome.ok) return;
    this.here = await isToldHere(this.chatId);
    this.level = outcome.value.level;
  };

  /** Only within a click. */
  choose = async (level: NoticeLevel): Promise<void> => {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    const outcome = level === 'off' ? await tellNobody(this.chatId) : await tellHere(this.chatId, level);
    if (outcome.ok) this.level = outcome.value.level;
    else this.refusal = outcome.refusal;
    this.ability = noticeAbility();
    this.here = await isToldHere(this.chatId);
    this.busy = false;
  };
}
