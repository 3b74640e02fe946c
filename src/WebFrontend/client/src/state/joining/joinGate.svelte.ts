import { forgetOnDevice } from '../../net/storage/forgetting';
import { cachedPage } from '../../net/storage/storage';
import { JoinFlow } from './joinFlow.svelte';
import { linkPasswordOf, takeLinkPassword } from './linkPassword';

/** Before a chat: finds out whether this device is in it already, and leads in when it is not. */
export class JoinGate {
  flow: JoinFlow;
  #visited = $state.raw(false);

  constructor(private readonly chatId: string) {
    this.flow = $state.raw(new JoinFlow(chatId));
  }

  get inside(): boolean {
    return this.#visited || this.flow.joining.progress.step === 'joined';
  }

  /** A device that has been here before sees the chat at once, even offline; the connection tells if that is over. */
  async knock(): Promise<void> {
    const password = linkPasswordOf(this.chatId);
    if ((await cachedPage(this.chatId)) !== null) this.#visited = true;
    else await this.#begin(password);
  }

  async #begin(password: string | null): Promise<void> {
    await this.flow.begin(password);
    if (this.flow.joining.refusal?.reason === 'chat_deleted') await forgetOnDevice(this.chatId);
  }

  /** A link with a password was pasted over the address of this very page: no load, only a new fragment. */
  linkPasted = (): void => {
    takeLinkPassword();
    if (this.inside) return;
    const password = linkPasswordOf(this.chatId);
    if (password !== null) void this.#begin(password);
  };

  /** After leaving: from the first step on, or with the password of the link that was pasted. */
  comeBack = (): void => {
    this.#visited = false;
    this.flow = new JoinFlow(this.chatId);
    void this.#begin(linkPasswordOf(this.chatId));
  };
}
